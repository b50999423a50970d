"""Other people's servers, played over loopback HTTP as strictly as the real ones behave."""
