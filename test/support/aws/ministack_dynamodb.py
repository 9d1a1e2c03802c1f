"""Makes MiniStack's DynamoDB as slow with a restored table's settings as AWS's is."""

from ministack.services import dynamodb

# How many times point-in-time recovery of a new table is refused: on AWS, this lasts up to minutes.
REFUSALS = 2

refusals = {}


def restored(restore):
    def as_aws(data):
        answer = restore(data)
        if answer[0] == 200:
            refusals[data["TargetTableName"]] = REFUSALS
        return answer

    return as_aws


# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
update_continuous_backups = dynamodb._update_continuous_backups


def update_continuous_backups_as_aws(data):
    name = data.get("TableName")
    if refusals.get(name, 0) > 0:
        refusals[name] -= 1
        message = f"Backups are being enabled for the table: {name}. Please retry later"
        return dynamodb.error_response_json("ContinuousBackupsUnavailableException", message, 400)
    return update_continuous_backups(data)


# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
update_ttl = dynamodb._update_ttl


def update_ttl_as_aws(data):
    now = dynamodb._ttl_settings.get(data.get("TableName")) or {}
    if data.get("TimeToLiveSpecification", {}).get("Enabled") and now.get("TimeToLiveStatus") == "ENABLED":
        return dynamodb.error_response_json("ValidationException", "TimeToLive is already enabled", 400)
    return update_ttl(data)


def install():
    dynamodb._restore_table_from_backup = restored(dynamodb._restore_table_from_backup)
    dynamodb._restore_table_to_point_in_time = restored(dynamodb._restore_table_to_point_in_time)
    dynamodb._update_continuous_backups = update_continuous_backups_as_aws
    dynamodb._update_ttl = update_ttl_as_aws
