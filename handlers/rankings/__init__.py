"""Rankings (月榜): where everybody stands at a month's end, frozen once it is made."""
