"""The demo: a real community with invented people and a history of wishes."""
