"""azure-identity and msgraph-sdk against the emulator: sdk.py https://HOST:PORT CLIENT.pem"""

import asyncio
import os
import sys

from azure.identity import CertificateCredential, ClientSecretCredential
from azure.core.exceptions import ClientAuthenticationError
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph.generated.applications.applications_request_builder import ApplicationsRequestBuilder
from msgraph.generated.applications.item.add_password.add_password_post_request_body import (
    AddPasswordPostRequestBody,
)
from msgraph.generated.applications.item.remove_password.remove_password_post_request_body import (
    RemovePasswordPostRequestBody,
)
from msgraph.generated.models.application import Application
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.generated.models.password_credential import PasswordCredential
from msgraph.generated.models.service_principal import ServicePrincipal

proxy, pem = sys.argv[1], sys.argv[2]
host = proxy.removeprefix("https://")
tenant, client = os.environ["AZURE_TENANT_ID"], os.environ["AZURE_CLIENT_ID"]
common = {"authority": proxy, "disable_instance_discovery": True}
scope = f"{proxy}/.default"


def check(what, truth):
    print(f"   {'ok ' if truth else 'NOT'} {what}")
    if not truth:
        sys.exit(1)


def graph(credential):
    provider = AzureIdentityAuthenticationProvider(
        credential, scopes=[scope], allowed_hosts=[host.split(":")[0], host]
    )
    adapter = GraphRequestAdapter(provider)
    adapter.base_url = f"{proxy}/v1.0"
    return GraphServiceClient(request_adapter=adapter)


async def main():
    secret = ClientSecretCredential(tenant, client, os.environ["AZURE_CLIENT_SECRET"], **common)
    certificate = CertificateCredential(tenant, client, pem, **common)
    check("a secret signs in", secret.get_token(scope).token.count(".") == 2)
    check("a certificate signs in", certificate.get_token(scope).token.count(".") == 2)
    try:
        ClientSecretCredential(tenant, client, "wrong", **common).get_token(scope)
        check("a wrong secret is refused", False)
    except ClientAuthenticationError as error:
        check("a wrong secret is refused", "AADSTS7000215" in str(error))

    sdk = graph(certificate)
    query = ApplicationsRequestBuilder.ApplicationsRequestBuilderGetQueryParameters(
        filter="startswith(displayName,'pay')", select=["id", "appId", "displayName"], top=1
    )
    configuration = ApplicationsRequestBuilder.ApplicationsRequestBuilderGetRequestConfiguration(
        query_parameters=query
    )
    found = await sdk.applications.get(request_configuration=configuration)
    check("a filtered list", [a.display_name for a in found.value] == ["payments-api"])

    first = await sdk.applications.get(
        ApplicationsRequestBuilder.ApplicationsRequestBuilderGetRequestConfiguration(
            query_parameters=ApplicationsRequestBuilder.ApplicationsRequestBuilderGetQueryParameters(
                top=1
            )
        )
    )
    check("a link to the next page at the proxy", first.odata_next_link.startswith(proxy))
    second = await sdk.applications.with_url(first.odata_next_link).get()
    check("the next page", second.value[0].id != first.value[0].id)

    made = await sdk.applications.post(Application(display_name="made-by-sdk"))
    await sdk.service_principals.post(ServicePrincipal(app_id=made.app_id))
    body = AddPasswordPostRequestBody(password_credential=PasswordCredential(display_name="one"))
    by_client = await sdk.applications_with_app_id(made.app_id).get()
    check("it is found by its client id", by_client.id == made.id)
    added = await sdk.applications.by_application_id(made.id).add_password.post(body)
    check("a secret is added", len(added.secret_text) == 40 and added.display_name == "one")
    own = ClientSecretCredential(tenant, made.app_id, added.secret_text, **common)
    check("the new secret signs in", own.get_token(scope).token)
    read = await sdk.applications.by_application_id(made.id).get()
    check("it is listed without its value", read.password_credentials[0].secret_text is None)
    owners = await sdk.applications.by_application_id(made.id).owners.get()
    check("its owner is the connection", owners.value[0].app_id == client)
    await sdk.applications.by_application_id(made.id).remove_password.post(
        RemovePasswordPostRequestBody(key_id=added.key_id)
    )
    try:
        ClientSecretCredential(tenant, made.app_id, added.secret_text, **common).get_token(scope)
        check("the removed secret is refused", False)
    except ClientAuthenticationError:
        check("the removed secret is refused", True)
    await sdk.applications.by_application_id(made.id).delete()
    try:
        await sdk.applications.by_application_id(made.id).get()
        check("the deleted application is gone", False)
    except ODataError as error:
        check(
            "the deleted application is gone",
            error.response_status_code == 404 and error.error.code == "Request_ResourceNotFound",
        )
    deleted = await sdk.directory.deleted_items.by_directory_object_id(made.id).get()
    check("it is among the deleted", deleted.id == made.id)


asyncio.run(main())
