"""Sheets of orders from outside, in and out: workbooks read and written, and the commands around them."""
