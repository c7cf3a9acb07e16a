"""How people get in and what may be read without signing in: passwords to be changed, second factors, keys of calendars."""
