"""The state of a CloudWatch alarm by its datapoints.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
test/e2e/emulator.test.ts holds it to the tables of that page.
"""

# CloudWatch looks at more periods than an alarm evaluates, so that late data do not count as missing. It does not say
# how many more; in the tables of the page above, two.
MORE_PERIODS = 2

COMPARISONS = {
    "GreaterThanThreshold": lambda value, threshold: value > threshold,
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
    "LessThanOrEqualToThreshold": lambda value, threshold: value <= threshold,
}


def decide(datapoints, periods, to_alarm, treat_missing, current):
    """
    datapoints: newest first, one for each period of the evaluation range: True where it breaches, False where it
    does not, None where there is none. Answers ALARM, OK or the current state.
    """
    real = [point for point in datapoints if point is not None][:periods]
    missing = periods - len(real)

    def filled(breaching):
        return "ALARM" if sum(real) + (missing if breaching else 0) >= to_alarm else "OK"

    if missing == 0 or treat_missing == "notBreaching":
        return filled(False)
    if treat_missing == "breaching":
        return filled(True)
    if treat_missing == "ignore" and to_alarm == periods:
        # If the missing ones would decide, nothing changes.
        return filled(True) if filled(True) == filled(False) else current
    raise ValueError(f"no rule here for {treat_missing} with {to_alarm} of {periods}")
