"""Secrets Manager of MiniStack, put right where the pinned version treats versions and labels unlike AWS."""

from ministack.services import secretsmanager

MOST_LABELS = 20
error = secretsmanager.error_response_json


def create_secret_as_aws(create_secret):
    """CreateSecret takes the caller's ClientRequestToken as the id of the first version.
    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html"""

    def create(data):
        answer = create_secret(data)
        token = data.get("ClientRequestToken")
        if answer[0] != 200 or not token:
            return answer
        secret = secretsmanager._secrets[data["Name"]]
        ((_, version),) = secret["Versions"].items()
        secret["Versions"] = {token: version}
        return secretsmanager.json_response(
            {"ARN": secret["ARN"], "Name": secret["Name"], "VersionId": token}
        )

    return create


def put_secret_value_as_aws(put_secret_value):
    """A retry changes nothing, another value under the same token is refused, and labels move to the new version.
    https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html"""

    def put(data):
        secret = living(data)
        token = data.get("ClientRequestToken")
        known = secret and secret["Versions"].get(token)
        if known:
            if any(known.get(part) != data.get(part) for part in ("SecretString", "SecretBinary")):
                return error(
                    "ResourceExistsException",
                    f"You can't use ClientRequestToken {token} because that value is already in use for a version"
                    f" of secret {secret['ARN']}.",
                    400,
                )
            return answered(secret, token)
        labels = data.get("VersionStages") or ["AWSCURRENT"]
        if secret and exceeds(secret, labels):
            return limit_exceeded()
        answer = put_secret_value(data)
        if answer[0] != 200:
            return answer
        stages = secret["Versions"][token]["Stages"]
        for label in labels:
            if label not in stages:
                stages.append(label)
            for other in [id for id in secret["Versions"] if id != token]:
                take(secret, other, label)
        return answered(secret, token)

    return put


def update_stage_as_aws(update_secret_version_stage):
    """All labels of a secret together are 20 at most.
    https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html"""

    def update(data):
        secret = living(data)
        if secret and data.get("MoveToVersionId") and exceeds(secret, [data.get("VersionStage")]):
            return limit_exceeded()
        return update_secret_version_stage(data)

    return update


def living(data):
    _, secret = secretsmanager._resolve(data.get("SecretId"))
    return secret if secret and not secret.get("DeletedDate") else None


def exceeds(secret, labels):
    there = {label for version in secret["Versions"].values() for label in version["Stages"]}
    follows = {"AWSPREVIOUS"} if "AWSCURRENT" in labels else set()
    return len(there | set(labels) | follows) > MOST_LABELS


def limit_exceeded():
    return error(
        "LimitExceededException",
        "The request failed because it would exceed one of the Secrets Manager quotas.",
        400,
    )


def take(secret, version, label):
    stages = secret["Versions"][version]["Stages"]
    if label in stages:
        stages.remove(label)
        if not stages:
            del secret["Versions"][version]


def answered(secret, version):
    return secretsmanager.json_response(
        {
            "ARN": secret["ARN"],
            "Name": secret["Name"],
            "VersionId": version,
            "VersionStages": list(secret["Versions"][version]["Stages"]),
        }
    )


def install():
    """The service looks its handlers up by name in its own module at each call."""
    secretsmanager._create_secret = create_secret_as_aws(secretsmanager._create_secret)
    secretsmanager._put_secret_value = put_secret_value_as_aws(secretsmanager._put_secret_value)
    secretsmanager._update_secret_version_stage = update_stage_as_aws(
        secretsmanager._update_secret_version_stage
    )
