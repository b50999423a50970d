"""The lists of the chat: what is mine, what anybody may take, what waits for me. Over every flow."""
