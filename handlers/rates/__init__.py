"""The rates (三率, 按时办结率, 退单率): how well requests are handled, each number with the cases behind it."""
