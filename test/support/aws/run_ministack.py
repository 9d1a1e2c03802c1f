"""Runs MiniStack with what is put right in which the pinned version differs from AWS."""

import gc

import ministack_cloudwatch
import ministack_dynamodb
import ministack_logs
import ministack_secrets
import ministack_vpc
from ministack.core import iam_actions

# AWS authorises the batch operations of SQS like the single ones; no policy can name the batch.
# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
BATCHES = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
}
extract_iam_action = iam_actions.extract_iam_action


def extract_iam_action_as_aws(*arguments, **options):
    action = extract_iam_action(*arguments, **options)
    return BATCHES.get(action, action)


iam_actions.extract_iam_action = extract_iam_action_as_aws

ministack_cloudwatch.install()
ministack_dynamodb.install()
ministack_logs.install()
ministack_secrets.install()
ministack_vpc.install()

from ministack.app import main  # noqa: E402, imported last: it copies the names that are replaced above

# It keeps most of what it makes: with many requests, a third of its CPU went into looking for garbage among that.
gc.freeze()
gc.set_threshold(100_000, 20, 100)
main()
