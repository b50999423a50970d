"""The schema's versions, oldest first; `weiyuan` brings a database up to date when it starts."""
