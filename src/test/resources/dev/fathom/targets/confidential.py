"""A target whose strings hold a secret, wherever a string can stand.

    confidential.py SECRET...

Each SECRET is kept as a value, an element, an attribute's value, a key of a table that was made at run time, bytes, and
the text of an exception. What is printed of this process must name the variables, and not the secrets.
"""

import sys

import truth

# A name that the source spells, as a key: it is printed.
SPELLED = {"visible_key": 1}


class Account(object):
    pass


accounts = []
by_password = {}
raw = []
errors = []
for secret in sys.argv[1:]:
    account = Account()
    account.password = "".join([secret, ""])
    accounts.append(account)
    by_password[secret + "-key"] = account
    by_password[secret] = "a value under a secret key"
    raw.append(secret.encode())
    errors.append(ValueError("cannot log in with " + secret))

# A constant of the source. It looks like a name, so it is interned, and it is not one.
constant = "interned_secret_of_the_source"
held = [constant, ("another", "interned_secret_of_a_tuple")]

truth.serve()
