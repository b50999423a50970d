"""Group robots of WeCom: cards into a group whose webhook address a secretary has given. They hear nothing.

`writing` gives cards their form, `channel` sends them.
"""
