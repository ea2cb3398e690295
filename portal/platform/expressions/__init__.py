"""Formulas of forms: read once, checked at publish, evaluated on the server and on the phone.

A formula is text (``sum(${items.amount}) > 0``). ``grammar.read_formula`` makes a tree of it,
``check.find_faults`` says before publishing what is wrong, ``evaluate.evaluate`` gives its value,
and ``tree.to_json`` is what the phone gets, whose twin is ``static/expressions.js``.
"""
