"""Puts right where MiniStack's CloudWatch differs from AWS's, for the alarms that PullPass has.

- Log lines in the embedded metric format become metrics.
- AWS/SQS, AWS/ApiGateway and AWS/Lambda have the metrics that PullPass watches, taken from the emulator's own
  queues, answers and invocations. (By itself it counts those invocations only that the API of Lambda asks for.)
- An alarm sees only the metric of its dimensions, period by period, minds what is missing, and is evaluated
  without being asked.
- A stack may have a composite alarm; the emulator evaluates those already.

SECONDS_A_MINUTE makes time pass faster for schedules and for the periods of alarms, and for nothing else.
"""

import json
import os
import threading
import time

import alarm_state
from ministack.core.responses import set_request_account_id, set_request_region
from ministack.services import apigateway, cloudwatch, cloudwatch_logs, eventbridge, lambda_svc, scheduler, sqs
from ministack.services.cloudformation import provisioners

MINUTE = float(os.environ.get("SECONDS_A_MINUTE", "60"))
SWEEP = MINUTE / 12


# Embedded metric format: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
append_log_events = cloudwatch_logs._append_log_events


def append_log_events_as_aws(stream, events):
    append_log_events(stream, events)
    for event in events:
        if '"CloudWatchMetrics"' in event["message"]:
            record_embedded_metrics(json.loads(event["message"]))


def record_embedded_metrics(line):
    for directive in line["_aws"]["CloudWatchMetrics"]:
        for names in directive["Dimensions"]:
            dimensions = {name: str(line[name]) for name in names}
            for metric in directive["Metrics"]:
                values = line[metric["Name"]]
                for value in values if isinstance(values, list) else [values]:
                    cloudwatch.record_metric(
                        directive["Namespace"], metric["Name"], value, metric.get("Unit", "None"), dimensions
                    )


# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html
handle_execute = apigateway.handle_execute


async def handle_execute_as_aws(api_id, *arguments, **options):
    answer = await handle_execute(api_id, *arguments, **options)
    account, region = apigateway.find_api_scope(api_id) or (None, None)
    if account:
        in_scope(account, region, lambda: record_answer(api_id, answer[0]))
    return answer


def record_answer(api_id, status):
    for metric, value in (("Count", 1), ("4xx", 400 <= status < 500), ("5xx", status >= 500)):
        cloudwatch.record_metric("AWS/ApiGateway", metric, int(value), "Count", {"ApiId": api_id})


# https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
execute = lambda_svc._execute_function_dispatch


def execute_as_aws(function, config, *arguments):
    answer = execute(function, config, *arguments)
    record_invocation(config["FunctionName"], Invocations=1, Errors=int(bool(answer.get("error"))), Throttles=0)
    return answer


def record_throttle(name, duration_ms, error, throttle):
    """In place of what the emulator records; it does so where a start is refused, and again for who asked."""
    if throttle and duration_ms == 0:
        record_invocation(name, Throttles=1)


def record_invocation(name, **counts):
    for metric, value in counts.items():
        cloudwatch.record_metric("AWS/Lambda", metric, value, "Count", {"FunctionName": name})


# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
def record_queue(queue, now):
    with sqs._queues_lock:
        sqs._expire_retained(queue)
        messages = [(message["sent_at"], message["visible_at"]) for message in queue["messages"]]
    visible = sum(visible_at <= now for _, visible_at in messages)
    oldest = min((sent_at for sent_at, _ in messages), default=now)
    dimensions = {"QueueName": queue["attributes"]["QueueArn"].rsplit(":", 1)[1]}
    for metric, value in (
        ("ApproximateNumberOfMessagesVisible", visible),
        ("ApproximateNumberOfMessagesNotVisible", len(messages) - visible),
        ("ApproximateAgeOfOldestMessage", now - oldest),
    ):
        cloudwatch.record_metric("AWS/SQS", metric, value, "None", dimensions)


def evaluate_alarm_as_aws(alarm):
    current = alarm["StateValue"]
    state = state_of(alarm, time.time())
    if state == current:
        return
    reason = f"Threshold Crossed: {alarm['MetricName']} {alarm['ComparisonOperator']} {alarm['Threshold']}"
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], current, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, current, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)


def state_of(alarm, now):
    periods = alarm["EvaluationPeriods"]
    seconds = alarm["Period"] / 60 * MINUTE
    breaches = alarm_state.COMPARISONS[alarm["ComparisonOperator"]]
    dimensions = cloudwatch._dims_key(cloudwatch._dims_from_list(alarm["Dimensions"]))
    key = (alarm["Namespace"], alarm["MetricName"], dimensions)
    points = list(cloudwatch._metrics.get(key) or [])
    end = now // seconds * seconds
    datapoints = []
    for period in range(periods + alarm_state.MORE_PERIODS):
        until = end - period * seconds
        within = [point for point in points if until - seconds <= point["Timestamp"] < until]
        value = cloudwatch._calc_stats(within)[alarm["Statistic"]] if within else None
        datapoints.append(None if value is None else breaches(value, alarm["Threshold"]))
    to_alarm = alarm.get("DatapointsToAlarm") or periods
    return alarm_state.decide(datapoints, periods, to_alarm, alarm["TreatMissingData"], alarm["StateValue"])


def put_composite_alarm(logical_id, properties, stack_name):
    status, _, body = cloudwatch._put_composite_alarm({}, properties, False, is_json=True)
    if status != 200:
        raise ValueError(body)
    name = properties["AlarmName"]
    return name, {"Arn": cloudwatch._composite_alarms[name]["AlarmArn"]}


def in_scope(account, region, act):
    set_request_account_id(account)
    set_request_region(region)
    return act()


def sweep():
    now = time.time()
    for (account, region, _), queue in list(sqs._queues._data.items()):
        in_scope(account, region, lambda: record_queue(queue, now))
    for (account, region, _), alarm in list(cloudwatch._alarms._data.items()):
        in_scope(account, region, lambda: evaluate_alarm_as_aws(alarm))


def sweep_forever():
    while True:
        time.sleep(SWEEP)
        try:
            sweep()
        except Exception:
            cloudwatch.logger.exception("the sweep over queues and alarms failed")


def install():
    cloudwatch_logs._append_log_events = append_log_events_as_aws
    apigateway.handle_execute = handle_execute_as_aws
    lambda_svc._execute_function_dispatch = execute_as_aws
    lambda_svc._emit_lambda_metrics = record_throttle
    cloudwatch._evaluate_alarm = evaluate_alarm_as_aws
    provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::CompositeAlarm"] = {
        "create": put_composite_alarm,
        "update": lambda physical_id, old, new, stack_name: put_composite_alarm(physical_id, new, stack_name),
        "delete": lambda physical_id, properties: cloudwatch._composite_alarms.pop(physical_id, None),
    }
    parse_rate = eventbridge._parse_rate_seconds
    eventbridge._parse_rate_seconds = lambda text: (seconds := parse_rate(text)) and seconds / 60 * MINUTE
    scheduler._SCHEDULE_TICK_INTERVAL = min(scheduler._SCHEDULE_TICK_INTERVAL, SWEEP)
    threading.Thread(target=sweep_forever, daemon=True, name="cloudwatch-sweep").start()
