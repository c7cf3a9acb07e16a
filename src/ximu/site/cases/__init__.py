"""What people ask of a government: the form without an account, the answer by tracking code, the public list."""
