"""An API in moto, made and edited by boto3. Each line of standard input is a step; after each, and at the start, a line of JSON tells
what boto3 reads of the API. It ends with its input."""

import datetime
import json
import logging
import sys

import boto3
from moto.server import ThreadedMotoServer

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/prod/*"}
    ],
}

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
url = "http://%s:%d" % server.get_host_and_port()
client = boto3.client(
    "apigateway",
    region_name="eu-central-1",
    endpoint_url=url,
    aws_access_key_id="AKIATEST",
    aws_secret_access_key="secret",
)


def made():
    api = client.create_rest_api(name="orders", description="as shops see them")
    api_id, root = api["id"], api["rootResourceId"]
    function = "arn:aws:lambda:eu-central-1:123456789012:function:orders-auth"
    authorizer = client.create_authorizer(
        restApiId=api_id,
        name="orders-auth",
        type="TOKEN",
        authorizerUri=f"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{function}/invocations",
        identitySource="method.request.header.Authorization",
        authorizerResultTtlInSeconds=0,
    )["id"]
    for path in ("orders", "invoices", "health"):
        resource = client.create_resource(restApiId=api_id, parentId=root, pathPart=path)["id"]
        open_to_all = {"authorizationType": "NONE"}
        closed = {"authorizationType": "CUSTOM", "authorizerId": authorizer, "apiKeyRequired": True}
        method = {"restApiId": api_id, "resourceId": resource, "httpMethod": "GET"}
        client.put_method(**method, **(open_to_all if path == "health" else closed))
        client.put_integration(**method, type="MOCK")
    client.put_gateway_response(restApiId=api_id, responseType="ACCESS_DENIED", statusCode="404")
    client.create_deployment(restApiId=api_id, stageName="prod", variables={"table": "orders"})
    plan = client.create_usage_plan(name="gold", apiStages=[{"apiId": api_id, "stage": "prod"}])["id"]
    client.create_usage_plan(name="of another API")
    for name, is_bound in (("partner", True), ("stranger", False)):
        key = client.create_api_key(name=name, value="planted-value-of-a-key-" + name, enabled=True)["id"]
        if is_bound:
            client.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
    client.create_domain_name(domainName="orders.example.com", certificateName="orders")
    client.create_base_path_mapping(domainName="orders.example.com", basePath="v1", restApiId=api_id, stage="prod")
    return api_id, authorizer


def edit():
    replace = lambda path, value: [{"op": "replace", "path": path, "value": value}]
    client.update_authorizer(
        restApiId=api_id,
        authorizerId=authorizer,
        patchOperations=replace("/authorizerResultTtlInSeconds", "300"),
    )
    client.update_rest_api(restApiId=api_id, patchOperations=replace("/policy", json.dumps(POLICY)))
    logs = replace("/*/*/logging/loglevel", "INFO") + replace("/*/*/logging/dataTrace", "true")
    client.update_stage(restApiId=api_id, stageName="prod", patchOperations=logs)


def told():
    def of(method, **question):
        answer = getattr(client, method)(**question)
        answer.pop("ResponseMetadata")
        return answer

    export = client.get_export(
        restApiId=api_id, stageName="prod", exportType="oas30", parameters={"extensions": "apigateway"}
    )
    return {
        "restApi": of("get_rest_api", restApiId=api_id),
        "authorizers": of("get_authorizers", restApiId=api_id),
        "resources": of("get_resources", restApiId=api_id, embed=["methods"]),
        "stages": of("get_stages", restApiId=api_id),
        "deployments": of("get_deployments", restApiId=api_id),
        "gatewayResponses": of("get_gateway_responses", restApiId=api_id),
        "usagePlans": of("get_usage_plans"),
        "apiKeys": of("get_api_keys"),
        "basePathMappings": of("get_base_path_mappings", domainName="orders.example.com"),
        "exports": {"prod": json.load(export["body"])},
    }


def moment(value):
    assert isinstance(value, datetime.datetime), value
    return value.astimezone(datetime.timezone.utc).isoformat().replace("+00:00", "Z")


def tell():
    print(json.dumps({"url": url, "apiId": api_id, "told": told()}, default=moment), flush=True)


api_id, authorizer = made()
tell()
for step in sys.stdin:
    {"edit": edit}[step.strip()]()
    tell()
server.stop()
