"""What Schemathesis cannot know of the API from its schema: a kubeconfig that works, which fields have to agree, and that
checks of a cluster take their time. Everything else is sent as it was made up, right or wrong."""

import json
import os
import re
import zlib

import requests
import schemathesis

with open(os.environ["PULLPASS_KUBECONFIG"], encoding="utf-8") as file:
    KUBECONFIG = file.read()

SERVER = re.search(r"https://127\.0\.0\.1:\d+", KUBECONFIG).group()
URL = os.environ["PULLPASS_URL"]
NAMES = ["alpha", "beta"]
ENTRIES = ["main", "image-pull-secret", "other"]


def choice(value, of):
    """The same for the same value, in every run."""
    return zlib.crc32(json.dumps(value, sort_keys=True, default=str).encode()) % of


@schemathesis.hook
def map_case(context, case):
    body = case.body if isinstance(case.body, dict) else None
    path = case.path_parameters if isinstance(case.path_parameters, dict) else {}
    chosen = choice([case.method, case.path, body, path, case.query], 8)
    # One in eight stays as generated.
    if chosen == 0:
        return case
    right_now = be_right(case, chosen)
    if right_now:
        for header in ("If-Match", "If-None-Match"):
            (case.headers or {}).pop(header, None)
    if "name" in path:
        path["name"] = NAMES[chosen % len(NAMES)]
        be_there(path["name"])
        if right_now:
            put(path["name"])
    for kind in ("target", "registry"):
        if kind in path:
            path[kind] = ENTRIES[chosen % len(ENTRIES)]
    if "registry" in path and case.method == "DELETE" and path["registry"] != "main":
        spare(path)
    if body is not None:
        fit(body, path)
        right = right_body(case, path, body) if right_now else None
        if right is not None:
            body.clear()
            body.update(right)
            case.query = {} if case.method == "PATCH" else {"preflight": "false"}
            return case
        if case.path == "/probe":
            probe(body)
        elif case.method != "PATCH" and chosen != 1:
            case.query = {**(case.query or {}), "preflight": "false"}
    return case


REGISTRY = {"name": "main", "kind": "ecr", "accountId": "123456789012", "region": "eu-west-1"}
PARTS = {
    "registries": [REGISTRY],
    "targets": [
        {"kind": "imagePullSecret", "namespaces": {"include": ["payments"]}, "registries": ["main"]},
        {"name": "other", "kind": "dockerconfigjson", "secretName": "other", "registries": ["main"]},
    ],
}


def spare(path):
    """A registry that no target names, so that it can be taken out."""
    url = f"{URL}/clusters/{path['name']}/registries/{path['registry']}"
    requests.put(f"{url}?preflight=false", json={**REGISTRY, "name": path["registry"]}, timeout=30)


def be_there(name):
    """A cluster of that name that takes changes. One that is being deregistered takes none."""
    cluster = f"{URL}/clusters/{name}"
    found = requests.get(cluster, timeout=30)
    if found.status_code == 200 and found.json()["status"]["phase"] != "Deregistering":
        return
    requests.delete(f"{cluster}?force=true", timeout=30)
    put(name)


def put(name):
    """The cluster as it is at first, whatever other requests made of it."""
    body = {"name": name, "kubeconfig": KUBECONFIG, **PARTS}
    requests.put(f"{URL}/clusters/{name}?preflight=false", json=body, timeout=30).raise_for_status()


sent = {}


def be_right(case, chosen):
    """Whether this case should succeed: the first three of its operation, and some of the others. What is made up is
    seldom right as a whole, and a cluster that another request paused cannot be refreshed."""
    operation = (case.method, case.path)
    sent[operation] = sent.get(operation, 0) + 1
    return sent[operation] <= 3 or chosen == 2


def right_body(case, path, body):
    """A body that the operation accepts for a cluster as it is at first; None for checks, which say what they find."""
    if case.path == "/clusters":
        return {"name": f"new-{choice(body, 1_000_000)}", "kubeconfig": KUBECONFIG, **PARTS}
    if "target" in path:
        return {"kind": "dockerconfigjson", "secretName": f"right-{path['target']}", "registries": ["main"]}
    if "registry" in path:
        return {**REGISTRY, "name": path["registry"]}
    if case.path.endswith("/kubeconfig"):
        return {"kubeconfig": KUBECONFIG}
    if case.path == "/clusters/{name}":
        if case.method == "PATCH":
            return {"labels": {"team": "payments"}}
        return {"name": path["name"], "kubeconfig": KUBECONFIG, **PARTS}
    return None


def fit(body, path):
    if isinstance(body.get("kubeconfig"), str):
        body["kubeconfig"] = KUBECONFIG
        body.pop("context", None)
        body.pop("token", None)
    body.pop("site", None)
    if isinstance(body.get("name"), str):
        body["name"] = next((path[kind] for kind in ("target", "registry", "name") if kind in path), body["name"])
    registries = body.get("registries")
    first = registries[0] if isinstance(registries, list) and registries else None
    name = first.get("name") if isinstance(first, dict) else "main"
    targets = body.get("targets")
    for target in targets if isinstance(targets, list) else []:
        agree(target, name)
    agree(body, name)


def probe(body):
    """Where something listens, by a way that there is."""
    body["server"] = SERVER
    for field in ("proxyUrl", "certificateAuthority", "tlsServerName"):
        body.pop(field, None)


def agree(target, registry):
    if not isinstance(target, dict) or "kind" not in target:
        return
    if isinstance(target.get("registry"), str):
        target["registry"] = registry
    if isinstance(target.get("registries"), list):
        target["registries"] = [registry]
