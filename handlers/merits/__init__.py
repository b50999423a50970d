"""Merits (积分申报): what somebody asks to be counted, through three reviews and a publication."""
