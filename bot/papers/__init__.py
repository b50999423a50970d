"""A paper as a file: a workbook, a brief for Word, a picture. Nothing here knows the server."""
