"""The ledger (流水): points and hours, entered once, never changed; reversed where they were wrong."""
