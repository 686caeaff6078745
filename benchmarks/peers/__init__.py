"""Other solvers on our problem, each as its own guide shows it: `plan(instance, time_limit_s, seed) -> Plan`.

They know vans only, so they get the strategy `joint`. Their plans are timed, repaired and completed by our own
construction, so that a small difference of modelling costs them nothing, and judged by the same checker.
"""
