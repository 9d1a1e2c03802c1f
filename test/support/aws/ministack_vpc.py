"""Makes MiniStack's Lambda ask, as AWS's does, whether a role may make network interfaces; and its IAM as slow.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
"""

import json

from ministack.services import cloudformation, lambda_svc
from ministack.services.cloudformation import provisioners

# The stack update that first allowed each role to make network interfaces. A grant counts as known everywhere once that
# update has ended. Not after a time, which would depend on how busy the machine is.
granted = {}


def update_of(stack_name):
    """The update of a stack that is under way, by when it began."""
    return cloudformation._stacks[stack_name]["LastUpdatedTime"]


def notice(name, properties, stack_name):
    if "ec2:CreateNetworkInterface" in json.dumps(properties.get("Policies", [])):
        granted.setdefault(name, update_of(stack_name))
    else:
        granted.pop(name, None)


def ask(properties, stack_name):
    if not (properties.get("VpcConfig") or {}).get("SubnetIds"):
        return
    role = str(properties["Role"]).rsplit("/", 1)[1]
    update = update_of(stack_name)
    if granted.get(role, update) == update:
        raise ValueError(
            "The provided execution role does not have permissions to call CreateNetworkInterface on EC2 "
            "(Service: Lambda, Status Code: 400)"
        )


def keep(name, properties):
    """The emulator forgets which VPC a stack puts a function into."""
    config = properties.get("VpcConfig") or {}
    lambda_svc._functions[name]["config"]["VpcConfig"] = {
        "SubnetIds": config.get("SubnetIds", []),
        "SecurityGroupIds": config.get("SecurityGroupIds", []),
        "VpcId": "vpc-0e1b2c3d4e5f60718" if config else "",
    }


def install():
    handlers = provisioners._RESOURCE_HANDLERS
    role = dict(handlers["AWS::IAM::Role"])
    function = dict(handlers["AWS::Lambda::Function"])

    def create_role(logical_id, properties, stack_name):
        answer = role["create"](logical_id, properties, stack_name)
        notice(answer[0], properties, stack_name)
        return answer

    def update_role(physical_id, old, new, stack_name, *more):
        answer = role["update"](physical_id, old, new, stack_name, *more)
        notice(physical_id, new, stack_name)
        return answer

    def create_function(logical_id, properties, stack_name):
        ask(properties, stack_name)
        answer = function["create"](logical_id, properties, stack_name)
        keep(answer[0], properties)
        return answer

    def update_function(physical_id, old, new, stack_name, *more):
        ask(new, stack_name)
        answer = function["update"](physical_id, old, new, stack_name, *more)
        keep(answer[0], new)
        return answer

    handlers["AWS::IAM::Role"] = {**role, "create": create_role, "update": update_role}
    handlers["AWS::Lambda::Function"] = {**function, "create": create_function, "update": update_function}
