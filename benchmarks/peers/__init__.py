"""A resident's whole dialog over the Telegram webhook, beside bots as most people write them.

`weiyuan` is ours; `plain`, `durable` and `ptb` are the others, with the tables of `schema` and the words of `cards`.
`wire` speaks HTTP as the Bot API and as Telegram's posts, `people` do the dialogs, `places` start the bots.
"""
