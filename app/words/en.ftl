# What why403 says, in English. Keys and slots are the same in every language file (a test keeps it so).
# Tags in sentences: <refused> <cached> <allowed> <unknown> colour a key word; <b> stresses; <code> is AWS's own text.
# Names that AWS gives (API names, error texts, JSON, ARN, TTL) stay as AWS writes them.

## Shell

product = why403
tagline = Why API Gateway refused a call
skip-to-content = Skip to the content
nav-label = Main
nav-overview = Overview
nav-incidents = Incidents
nav-requests = Requests
nav-paste = Paste
nav-playground = Playground
nav-sources = Sources
nav-settings = Settings
search-label = Search
search-placeholder = Request id, log line, method ARN, path, caller
waiting-text = Looking this up takes a while.
waiting-stop = Stop
search-go = Find
theme-label = Theme
theme-system = System
theme-light = Light
theme-dark = Dark
language-label = Language
signed-in-as = Signed in as { $name }
sign-out = Sign out
utc = UTC
sample-badge = sample
copy = Copy
copy-link = Copy the link
copied = Copied
copy-failed = Copying is not allowed here; select the text instead
none-known = not in the log
this-call = this call

span-milliseconds = { $n } ms
span-seconds = { $n } s
span-minutes = { $large } min { $small } s
span-minutes-whole = { $large } min
span-hours-whole = { $large } h
span-hours = { $large } h { $small } min

## Grades, gates, passages

grade-proved = proved
    .why = The evidence says so.
grade-inferred = inferred
    .why = It follows from the evidence and from how API Gateway is known to behave.
grade-unknown = unknown
    .why = The evidence does not tell.

status-logged = logged
status-inferred = inferred

gate-waf = AWS WAF
gate-resource_policy = Resource policy
gate-identity = Identity
gate-authorizer = Authorizer
gate-authorizer_policy = Policy
gate-usage_plan = Usage plan
gate-integration = Integration
gate-response = Response

passage-passed = passed
passage-cached = answered from the cache
passage-refused = refused here
passage-not_reached = not reached
passage-not_logged = not in the log
passage-absent = none on this method

gate-note-no-deny = no explicit deny
gate-note-identity-present = identity present
gate-note-identity-refused = missing or malformed
gate-note-identity-or-authorizer = here, or by the authorizer
gate-note-called = called
gate-note-cached-before = cached { $before } before
gate-note-cached = from the cache
gate-note-raised = raised Unauthorized
gate-note-failed = failed
gate-note-allows = allows
gate-note-explicit = explicit deny
gate-note-implicit = nothing allows it
gate-note-key-refused = key refused
gate-note-throttled = throttled
gate-note-quota = quota used up
gate-note-answered = answered
gate-note-status = { $status }

gates-label = The gates that the call met, in order
gates-mini-refused = Refused at: { $gate }
gates-mini-cached = Refused at: { $gate }, after a cached authorizer answer
gates-mini-allowed = Passed every gate
gates-mini-unknown = The gate is not known

## Causes: name (facets), title (h1), short (lists), verdict (why), meaning (what it means)

cause-none = Allowed
cause-resource_policy_deny = Resource policy deny
cause-identity_rejected = Identity rejected
cause-authorizer_raised_unauthorized = Authorizer raised Unauthorized
cause-unauthorized = Unauthorized
cause-authorizer_error = Authorizer error
cause-authorizer_policy_deny = Authorizer policy deny
cause-api_key_rejected = API key rejected
cause-throttled = Throttled
cause-quota_exceeded = Quota exceeded
cause-waf_blocked = Blocked by AWS WAF
cause-route_not_found = Route not found
cause-iam_auth_failed = IAM signature failed
cause-not_mapped = Not mapped
cause-cache_invalidation_refused = Cache invalidation refused
cause-backend_refused = Backend refused
cause-integration_error = Integration error
cause-client_error = Client error
cause-unknown = Unknown
cause-refused = Every refusal and failure

deny-explicit = explicit deny
deny-implicit = implicit deny
deny-unknown = explicit or implicit: not known
origin-fresh = fresh
origin-cached = cached
origin-unknown = fresh or cached: not known

story-none = Allowed
    .title = The gates let { $call } pass
    .verdict = Every gate <allowed>let the call through</allowed>.
    .meaning = Nothing refused here. If the client saw an error all the same, it came from the backend’s answer or from before API Gateway.

story-authorizer_policy_deny-implicit-cached = A cached policy does not cover the call
    .title = A cached policy does not cover { $call }
    .verdict = The authorizer was not called. Its answer to { $filled ->
        [none] an earlier call
       *[other] an earlier <b>{ $filled }</b>
    } was <cached>still cached</cached>, and that policy <refused>does not cover { $call }</refused>, so API Gateway refused.
    .meaning = API Gateway keeps the authorizer’s policy under the caller’s identity and reuses it for every method and path of the stage. A policy that names only the call it was made for refuses every other call of the same caller until it expires.

story-authorizer_policy_deny-implicit-fresh = The authorizer’s policy does not allow the call
    .title = The authorizer’s policy does not allow { $call }
    .verdict = The authorizer <b>was called</b> and answered with a policy in which <refused>no statement allows { $call }</refused>, so API Gateway refused.
    .meaning = What no statement allows is denied. The function answered, but with other resources or actions than this call needed.

story-authorizer_policy_deny-implicit-unknown = The authorizer’s policy does not allow the call
    .title = The authorizer’s policy does not allow { $call }
    .verdict = <refused>No statement</refused> of the authorizer’s policy allows { $call }, so API Gateway refused. Whether the policy was <unknown>fresh or cached</unknown> cannot be told from this.
    .meaning = What no statement allows is denied. If the same caller was allowed shortly before, a cached policy is the likely reason.

story-authorizer_policy_deny-explicit-cached = A cached policy denies the call
    .title = A cached policy denies { $call }
    .verdict = The authorizer was not called. Its answer to { $filled ->
        [none] an earlier call
       *[other] an earlier <b>{ $filled }</b>
    } was <cached>still cached</cached>, and a statement of that policy <refused>denies { $call }</refused>.
    .meaning = A deny is kept in the cache like an allow: whoever was refused once stays refused until the entry expires, even when the authorizer would now allow the call.

story-authorizer_policy_deny-explicit-fresh = The authorizer denies the call
    .title = The authorizer denies { $call }
    .verdict = The authorizer <b>was called</b> and answered with a policy whose statement <refused>denies { $call }</refused>, so API Gateway refused.
    .meaning = The function decided so: it knows the caller and says no. An explicit deny outranks every allow, in the resource policy too.

story-authorizer_policy_deny-explicit-unknown = The authorizer’s policy denies the call
    .title = The authorizer’s policy denies { $call }
    .verdict = A statement of the authorizer’s policy <refused>denies { $call }</refused>. Whether the policy was <unknown>fresh or cached</unknown> cannot be told from this.
    .meaning = An explicit deny outranks every allow. If the authorizer’s decision has changed since, a cached policy may still refuse.

story-authorizer_policy_deny-unknown-cached = A cached policy refused the call
    .title = A cached policy refused { $call }
    .verdict = The authorizer was not called. Its answer to { $filled ->
        [none] an earlier call
       *[other] an earlier <b>{ $filled }</b>
    } was <cached>still cached</cached>, and that policy <refused>refused { $call }</refused>; whether by a deny or by silence <unknown>cannot be told from this</unknown>.
    .meaning = API Gateway reuses a policy for every method and path of the stage until it expires. Most often the policy names only the call it was made for.

story-authorizer_policy_deny-unknown-fresh = The authorizer’s policy refused the call
    .title = The authorizer’s policy refused { $call }
    .verdict = The authorizer <b>was called</b>, and its policy <refused>refused { $call }</refused>; whether by a deny or by silence <unknown>cannot be told from this</unknown>.
    .meaning = The function answered with a policy that does not let this call through. The policy itself is not in the log, or was cut off.

story-authorizer_policy_deny-unknown-unknown = The authorizer’s policy refused the call
    .title = The authorizer’s policy refused { $call }
    .verdict = The authorizer’s policy <refused>refused { $call }</refused>. Whether by a deny or by silence, and whether <unknown>fresh or cached</unknown>, cannot be told from this.
    .meaning = With data trace on, the execution log shows the policy and whether the function was called.

story-resource_policy_deny-explicit = The resource policy denies the caller
    .title = The resource policy denies { $call }
    .verdict = A statement of the API’s resource policy <refused>denies this caller</refused>. The authorizer <b>was never called</b>.
    .meaning = Explicit denies of the resource policy are checked before the authorizer: a source address, a VPC endpoint or an account that the policy shuts out.

story-resource_policy_deny-implicit = The resource policy does not allow the caller
    .title = The resource policy does not allow { $call }
    .verdict = <refused>No statement</refused> of the API’s resource policy allows this caller, so API Gateway refused before any authorizer.
    .meaning = With a resource policy and no authorizer on the method, whoever is not allowed is refused: often an address outside an allow list.

story-resource_policy_deny-unknown = The resource policy refused the caller
    .title = The resource policy refused { $call }
    .verdict = The API’s resource policy <refused>refused this caller</refused>; whether by a deny or by silence <unknown>cannot be told from this</unknown>.
    .meaning = The refusal came before any authorizer line, so the resource policy (or an IAM policy) decided.

story-identity_rejected = The identity is missing or malformed
    .title = No usable identity came with { $call }
    .verdict = API Gateway answered 401 <refused>before it called the authorizer</refused>: an identity source was missing, empty or did not match the validation expression.
    .meaning = An authorizer lists the headers or parameters it needs as identity sources. When one is not there, API Gateway refuses without calling the function; its own log stays empty.

story-authorizer_raised_unauthorized = The authorizer raised Unauthorized
    .title = The authorizer raised Unauthorized for { $call }
    .verdict = The authorizer <b>was called</b> and raised <code>Unauthorized</code>, which API Gateway answers as <refused>401</refused>.
    .meaning = The function read the identity and rejected it: expired, wrongly signed, revoked or of another issuer. Such an answer is not cached.

story-unauthorized = Refused with 401
    .title = API Gateway answered 401 to { $call }
    .verdict = API Gateway answered <refused>401</refused>. Whether the identity was missing or the authorizer rejected it <unknown>cannot be told from this</unknown>.
    .meaning = Both look the same, to the client and without data trace also in the log. With data trace on, a call of the function shows.

story-authorizer_error = The authorizer failed
    .title = The authorizer failed on { $call }
    .verdict = The authorizer’s function <refused>failed, could not be invoked, or answered what is no policy</refused>, so API Gateway answered 500.
    .meaning = This is a fault, not a decision: nobody has refused the caller. Failures are not cached.

story-api_key_rejected = The API key was refused
    .title = The API key of { $call } was refused
    .verdict = The authorizer let the call pass, but its API key was <refused>missing, or in no usage plan of this stage</refused>.
    .meaning = The method requires an API key. A key works only when it is enabled and its usage plan names this API and stage. It is not the authorizer’s fault.

story-throttled = The call was throttled
    .title = Too many calls: { $call } was throttled
    .verdict = Every policy allowed the call, but it came <refused>faster than the limit</refused>, so API Gateway answered 429.
    .meaning = A rate and burst limit of the usage plan, stage, method or account was reached.

story-quota_exceeded = The quota is used up
    .title = The quota for { $call } is used up
    .verdict = Every policy allowed the call, but the usage plan’s <refused>quota is used up</refused>.
    .meaning = The key’s allowance for the day, week or month is spent; it returns with the next period.

story-waf_blocked = AWS WAF blocked the call
    .title = AWS WAF blocked { $call }
    .verdict = A rule of AWS WAF <refused>blocked the call</refused> before any policy was looked at.
    .meaning = It is not the authorizer’s fault: the web ACL of the stage decided first.

story-route_not_found = There is no such route
    .title = There is no route for { $call }
    .verdict = The stage has <refused>no such path or method</refused>; API Gateway says <code>Missing Authentication Token</code>, which misleads.
    .meaning = It is not the authorizer’s fault. The path is misspelled, the method was not deployed, or the stage name is doubled behind a custom domain.

story-iam_auth_failed = The IAM signature failed
    .title = The IAM signature of { $call } failed
    .verdict = The method uses IAM authorization, and the signature was <refused>wrong, expired or incomplete</refused>.
    .meaning = Wrong secret, an expired session token, a clock that is off, or a region and service that do not match.

story-not_mapped = The edge refused the call
    .title = The edge refused { $call }
    .verdict = API Gateway’s edge answered <code>Forbidden</code> <refused>before it reached a stage</refused>.
    .meaning = No base-path mapping of the domain name, a disabled default endpoint, or a failed mutual TLS handshake.

story-cache_invalidation_refused = Cache invalidation was refused
    .title = The client of { $call } may not invalidate the cache
    .verdict = The client asked for a fresh answer by <code>Cache-Control: max-age=0</code> and <refused>may not invalidate the response cache</refused>.
    .meaning = The stage is set to fail such requests with 403. It is not the authorizer’s fault.

story-backend_refused = The backend itself refused
    .title = The backend refused { $call }
    .verdict = Every gate of API Gateway <allowed>let the call through</allowed>; <refused>the backend itself</refused> answered { $status }.
    .meaning = It is not the authorizer’s fault: look into the backend’s own authorization.

story-integration_error = The integration failed
    .title = The integration of { $call } failed
    .verdict = Every policy <allowed>allowed the call</allowed>, but <refused>the integration failed</refused>.
    .meaning = The backend could not be reached, timed out, or answered what API Gateway could not use.

story-client_error = The request was not acceptable
    .title = The request was not acceptable: { $call }
    .verdict = The call was answered with <refused>{ $status }</refused>: the request itself was not acceptable, to API Gateway or to the backend.
    .meaning = A missing parameter, a body that does not match its model, or a type or size that is not supported.

story-unknown = Why it ended cannot be told
    .title = Why { $call } ended cannot be told from this
    .verdict = What is here <unknown>does not tell</unknown> which gate ended the call.
    .meaning = The log level may be ERROR, the excerpt may be cut, the text may be one that several gates use, or its shape is not known. All of it is kept below.

## What to do: step, and why

steps-title = What to do
step-confirm-caching = Confirm that answers are cached
    .why = Nothing tells the authorizer’s TTL; API Gateway’s default of 300 s is assumed. With TTL 0 nothing below about the cache helps.
step-wait = Wait
    .why = The cached answer dies at { $heals }, unless a new call fills it again.
step-wait-ttl = Wait
    .why = A cached answer dies when its TTL has passed: 300 s unless set otherwise, at most one hour.
step-flush = Flush the stage’s authorizer cache
    .why = At once, for every caller: the next call of each asks the authorizer again.
step-cover-methods = Let the policy cover every call of the caller
    .why = The lasting fix: return all methods and paths this caller may use, not only the one that was asked for.
step-cache-off = Or turn the cache off
    .why = TTL 0 asks the authorizer for every call: slower, and more invocations to pay. A REQUEST authorizer is then called even when its identity sources are missing.
step-change-identity-source = Or tell callers apart by another header
    .why = Another identity source is another cache key: no old answer serves. Deploy, then call with the new header. Callers must send it from then on.
step-deploy = Deploy the stage
    .why = What was edited is live only after a deployment of its stage.
step-read-statement = Read the statement that decided
    .why = It is quoted under “Policy”; look for the segment in which it differs from the call.
step-fix-authorizer = Correct what the authorizer returns
    .why = Add an Allow for this call, or take back the Deny, in the function that writes the policy.
step-ask-owner = Ask whoever grants the right
    .why = The authorizer decided on purpose; the caller may simply lack the right.
step-data-trace = Turn data trace on for a while
    .why = The log then shows the policy and whether it was cached. It writes tokens into the log group: turn it off again.
step-fix-resource-policy = Change the resource policy, then deploy the stage
    .why = A changed resource policy works only after a new deployment.
step-check-source = Check where the call came from
    .why = Compare source address, VPC endpoint and account with the policy’s conditions; behind a VPC endpoint it is aws:VpcSourceIp.
step-send-identity = Send the identity
    .why = The header or parameter must be there, not empty, and spelled as in the identity source.
step-check-expression = Check the validation expression
    .why = A token that does not match it is refused before the function is called.
step-renew-token = Get a new token
    .why = Expired and revoked tokens are the usual reason.
step-read-authorizer-log = Read the authorizer’s own log
    .why = The function’s log group says what it rejected or where it failed, at this time.
step-check-permission = Check that API Gateway may invoke the function
    .why = lambda:InvokeFunction for this API’s authorizer, or the role set on the authorizer.
step-check-answer = Check the shape of the answer
    .why = principalId, policyDocument with Version and Statement; context values only strings, numbers or booleans.
step-send-key = Send the API key
    .why = In the header x-api-key, and of a key that is enabled.
step-attach-key = Put the key into a usage plan of this stage
    .why = A key without a plan, or with a plan for another stage, is refused.
step-slow-down = Send more slowly, and retry with growing pauses
    .why = Limits are counted per second with a burst.
step-raise-limit = Raise the limit
    .why = In the usage plan, the stage’s method settings, or the account’s quota.
step-read-waf = Read the WAF log
    .why = It names the rule that blocked.
step-check-route = Compare path and method with what is deployed
    .why = Changes to resources and methods work only after a deployment.
step-sign-again = Sign again
    .why = With current credentials, the right region, the service execute-api and a correct clock.
step-check-domain = Check domain name, base-path mapping and endpoint
    .why = A mapping may be missing or point to an old stage; the default endpoint may be disabled.
step-cache-right = Grant the right, or change the setting
    .why = execute-api:InvalidateCache for the client, or let the stage ignore the header.
step-read-backend = Read the backend’s log
    .why = The request id and X-Ray id lead to the same call there.
step-check-integration = Check the integration
    .why = Its address, permission, timeout and the shape of its answer.
step-fix-request = Correct the request
    .why = The lines below name what was not accepted.
step-more-log = Log more
    .why = Log level INFO tells the gate; data trace tells the policy; an access log tells method, path and caller.
command-label = AWS CLI
command-scope = Drops every cached answer of stage { $stage } of API { $api }. Nothing to undo.

## Facts

why-title = Why
facts-decided-by = Decided by
facts-decided-statement = statement { $number } of the policy · { $deny }
facts-decided-silence = no statement of the policy · { $deny }
facts-policy = Policy
facts-call = Call was
facts-origin = Policy was
facts-filled-by = Filled by
facts-filled = { $call } at { $at }
facts-filled-unnamed = a call at { $at }
facts-filled-outside = request { $id }, not among the stored calls
facts-age = , { $age } before this call
beside-title = Beside the call that filled the cache
beside-lead = Both share one cache entry. This is all in which they differ.
beside-fact = Fact
beside-this = This call
beside-filling = The call that filled it
beside-none = not logged
beside-method = Method
beside-path = Path
beside-time = Time (UTC)
beside-status = Status
beside-outcome = Outcome
beside-origin = The policy was
beside-principal = Principal
facts-heals = Heals
facts-heals-at = by itself at { $at }
facts-status = Status
facts-principal = Principal
facts-authorizer = Authorizer
facts-api = API and stage
facts-request-id = Request id
facts-cache = Cache
facts-cache-then = What lived in the authorizer’s cache then
facts-configuration = Configuration
facts-configuration-given = as it was given with the log
facts-configuration-seen = as seen from { $at } on
facts-configuration-between = as seen at { $at }, changed later at a time that is not known
facts-configuration-later = as seen first at { $at }, after this call
facts-extended-id = Extended request id
facts-duration = First to last line
meta-heals = heals by itself at { $at }
meta-heals-assumed = heals by itself at { $at }, if the TTL is 300 s
missing-title = What the log does not tell

missing-see-stage = What this stage logs, and what to turn on
missing-data_trace = Whether the policy was fresh or cached.
    .show = Data trace on the stage would show it.
missing-method_and_path = The method and path of the refused call.
    .show = An access log with $context.httpMethod and $context.path names them.
missing-filling_request = The call that filled the cache entry: it lies outside these lines.
    .show = Import the log of the hour before.
missing-one_candidate = Which of several cached policies answered.
    .show = Access-log fields of the authorizer would tell.
missing-whole_policy = The whole policy: API Gateway cut it at 1,024 characters.
    .show = The authorizer’s own log may hold it.
missing-authorizer_ttl = The authorizer’s TTL; 300 s is assumed.
    .show = The authorizer’s configuration names it (authorizerResultTtlInSeconds).
missing-condition_key = A value that a condition of the policy asks for.
    .show = An access log with $context.identity.* may hold it.
missing-status = The status that the client saw.
    .show = An access log with $context.status names it.
missing-start = How the call began: its first lines are not here.
    .show = Import a larger excerpt.
missing-resource_policy = The resource policy itself.
    .show = It stands in the API’s settings (aws apigateway get-rest-api).
missing-access_log = Which gate refused.
    .show = An access log with $context.error.responseType and the status of each phase names it.
missing-response_headers = Who wrote the response.
    .show = Its headers tell: x-amzn-errortype, x-amzn-requestid and x-amz-apigw-id.
missing-snapshot = The configuration at the time of the call: the one that is known was seen at another time.
    .show = Snapshots taken on a schedule tell what held when.
missing-methods = Whether there is such a method, and whether it asks for an IAM signature.
    .show = The API’s resources (aws apigateway get-resources --embed methods) name them.

## What is known about each cause: what is seen, why it refuses, what settles it

about-title = About this cause: { $cause }
about-seen = What is seen
about-why = Why it refuses
about-settles = What settles it
about-source = Source

doc-none =
    .seen = The log ends with a success, or with a status that is not a refusal.
    .why = No gate refused: every policy that was asked allowed the call.
    .settles = Compare what the client saw: an error all the same came from before API Gateway, or the status was changed on its way back.
doc-resource_policy_deny =
    .seen = “ExplicitDenyException” before any authorizer line, or “The client is not authorized” without one. The client’s text names execute-api:Invoke and the resource.
    .why = The resource policy is checked before the authorizer for explicit denies, and again together with the authorizer’s policy.
    .settles = The policy as it is deployed, and the caller’s source address, VPC endpoint or account.
doc-identity_rejected =
    .seen = “Unauthorized request” after “Starting authorizer”, with no call of the function between them; the client got 401.
    .why = Each identity source must be there and not empty, and a token must match the validation expression; else the function is not called.
    .settles = Data trace shows that the function was not called; the authorizer’s configuration names the identity sources.
doc-authorizer_raised_unauthorized =
    .seen = A call of the authorizer’s function, then “Unauthorized request”; the client got 401.
    .why = A function that raises exactly “Unauthorized” is answered with 401. Any other error is a 500.
    .settles = The function’s own log says why it rejected the token.
doc-unauthorized =
    .seen = “Unauthorized request” without data trace, or only the client’s 401.
    .why = An identity that is missing and one that the function rejected are answered alike.
    .settles = Data trace, or the access-log fields authorizer.status and authorizer.requestId: a request id there means that the function was called.
doc-authorizer_error =
    .seen = “Execution failed due to configuration error” with “Authorizer error” or a policy that cannot be read; the client got 500 and often { "{" }"message":null{ "}" }.
    .why = The function threw, timed out, could not be invoked, or answered something that is no policy. Nothing of it is cached.
    .settles = The function’s own log, and its permission for this authorizer.
doc-authorizer_policy_deny =
    .seen = “The client is not authorized to perform this operation” after authorizer lines. The client’s text says “with an explicit deny” when a statement denied.
    .why = The policy that the authorizer returned, now or for an earlier call of the same identity, is evaluated for this method and path. A cached policy serves all methods and paths of the stage.
    .settles = The policy in the data trace, and whether the function was called for this request.
doc-api_key_rejected =
    .seen = “API Key … not authorized” or a usage plan line that refuses; the client got 403 with “Forbidden”.
    .why = The method requires a key, and the key is missing, disabled, or in no usage plan of this stage.
    .settles = The gateway response type INVALID_API_KEY in the access log, or the usage plans of the key.
doc-throttled =
    .seen = A line on exceeded rate or burst; the client got 429 with “Too Many Requests”.
    .why = Calls came faster than the limit of the usage plan, the method, the stage or the account.
    .settles = Which limit it was: the gateway response type THROTTLED and the metrics of the stage.
doc-quota_exceeded =
    .seen = A line on the usage plan’s quota; the client got 429 with “Limit Exceeded”.
    .why = The key has used what its plan allows for the day, week or month.
    .settles = The usage of the key in its plan (aws apigateway get-usage).
doc-waf_blocked =
    .seen = No execution lines at all, and WAF_BLOCK or WAF_FILTERED in the access log; the client got 403 with “Forbidden”.
    .why = A rule of the stage’s web ACL blocked, before any policy and before the authorizer.
    .settles = The WAF log names the rule that ended the evaluation.
doc-route_not_found =
    .seen = The client got 403 with “Missing Authentication Token” (MissingAuthenticationTokenException); the execution log often has nothing.
    .why = API Gateway answers so when no deployed method has this path and verb. Despite the wording, no token is missing.
    .settles = The deployed resources of the stage, and whether the stage’s name stands in the path behind a custom domain.
doc-iam_auth_failed =
    .seen = The client’s text speaks of a signature, a security token, a credential scope or a key=value pair in the Authorization header.
    .why = The method uses IAM authorization, or a bearer token came to a route that does not exist.
    .settles = The type behind x-amzn-errortype, the client’s clock, and the region and service that it signed for.
doc-not_mapped =
    .seen = The client got 403 with “Forbidden”, and no stage has a line of the call.
    .why = The domain name has no base-path mapping for the path, the default endpoint is disabled, or the mutual TLS handshake failed.
    .settles = The mappings of the domain name, and the access log of the API that should have answered.
doc-cache_invalidation_refused =
    .seen = The client sent Cache-Control: max-age=0 and got 403.
    .why = The stage’s response cache is set to fail requests that ask to invalidate it without the right execute-api:InvalidateCache.
    .settles = The cache settings of the stage’s method, and the client’s rights.
doc-backend_refused =
    .seen = “Received response. Status: 401” or 403, or the execution completed and the method ended with that status.
    .why = Every gate let the call pass; the integration answered 401 or 403 itself.
    .settles = The backend’s own log, by the integration’s request id.
doc-integration_error =
    .seen = “Execution failed” behind the integration’s lines: a configuration error, a timeout, or a customer function error; the client got a 5XX.
    .why = The backend failed, was not reachable or not permitted, or its answer could not be used.
    .settles = The text behind “Execution failed”, and the backend’s own log.
doc-client_error =
    .seen = A line on request validation, or a 4XX that no gate explains.
    .why = The request lacked a parameter, did not match its model, or had a type or size that is not supported; the backend may have said so, too.
    .settles = The gateway response type in the access log, and the integration’s status.
doc-unknown =
    .seen = Lines that name neither a refusal nor a status, or a text that several gates use.
    .why = What is not logged is not guessed.
    .settles = Log level INFO, data trace for a while, and an access log with the status of each phase.

## Findings of the linter: title, what is wrong and why it matters, what to do

lint-malformed-title = The policy is not written as AWS’s grammar wants it
lint-malformed-what = { $defect ->
        [not_json] The text is no JSON.
        [not_an_object] The policy is no JSON object.
        [too_long] The text is longer than is read here; what comes behind is not looked at.
        [too_deep] Brackets stand in brackets deeper than is read here.
        [document_is_text] <code>policyDocument</code> is a text that holds JSON, and not the JSON itself.
        [unknown_element] AWS knows no element <code>{ $found }</code>.
        [unknown_statement_element] AWS knows no element <code>{ $found }</code> in a statement.
        [element_case] <code>{ $found }</code> is not capitalised as AWS writes it; element names are compared letter by letter.
        [duplicate_element] <code>{ $found }</code> stands twice. Only the last is read here; AWS does not allow it.
        [version] <code>Version</code> is neither <code>2012-10-17</code> nor <code>2008-10-17</code>.
        [statement_form] A statement is no JSON object.
        [too_many_statements] There are more statements than are read here.
        [too_many_defects] More is wrong than is listed here.
        [no_effect] The statement has no <code>Effect</code>.
        [effect] <code>Effect</code> is neither <code>Allow</code> nor <code>Deny</code>.
        [no_action] The statement has neither <code>Action</code> nor <code>NotAction</code>.
        [two_actions] The statement has both <code>Action</code> and <code>NotAction</code>.
        [action_form] <code>{ $found }</code> is no action: it must be <code>*</code> or <code>service:name</code>.
        [no_resource] The statement has neither <code>Resource</code> nor <code>NotResource</code>.
        [two_resources] The statement has both <code>Resource</code> and <code>NotResource</code>.
        [not_text] <code>{ $found }</code> must be a text, or a list of texts.
        [empty_text] <code>{ $found }</code> is empty.
        [empty_list] <code>{ $found }</code> is an empty list.
        [empty_negated_list] <code>{ $found }</code> is an empty list: whether the statement is for everything or for nothing, AWS does not say.
        [pattern_too_long] <code>{ $found }</code> is longer than is read here.
        [patterns_too_long] All names together are longer than is read here.
        [principal_not_allowed] An authorizer’s policy may not name a <code>Principal</code>: it is about the caller who was asked about.
        [two_principals] The statement has both <code>Principal</code> and <code>NotPrincipal</code>.
        [principal_form] <code>Principal</code> must be <code>"*"</code> or an object such as <code>{"{"}"AWS": …{"}"}</code>.
        [condition_form] <code>{ $found }</code> must be an object: operator, then key, then values.
        [condition_operator] AWS knows no operator <code>{ $found }</code>.
        [condition_value] <code>{ $found }</code> must be a text, a number or a boolean, or a list of these.
        [principal_id_form] <code>principalId</code> is no text.
        [context_form] <code>context</code> must be flat: its values are texts, numbers or booleans.
        [usage_identifier_key_form] <code>usageIdentifierKey</code> is no text.
       *[other] <code>{ $found }</code> is not as it should be.
    } A policy that API Gateway cannot read ends the call with 500.
lint-malformed-do = Write the element as AWS’s grammar has it.

lint-missing_statement-title = The policy has no Statement
lint-missing_statement-what = Without <code>Statement</code> the document is no policy. An authorizer that answers with it makes the call fail with 500.
lint-missing_statement-do = Answer with at least one statement: <code>Effect</code>, <code>Action</code>, <code>Resource</code>.

lint-empty_principal_id-title = principalId is missing or empty
lint-empty_principal_id-what = An authorizer’s answer must name the caller in <code>principalId</code>. Without it API Gateway cannot use the answer and the call fails with 500.
lint-empty_principal_id-do = Set <code>principalId</code> to the user’s id; for unknown callers to a fixed word such as <code>anonymous</code>.

lint-effect_case-title = Effect is written “{ $found }”
lint-effect_case-what = <code>Effect</code> is compared letter by letter: only <code>Allow</code> and <code>Deny</code> count. What API Gateway makes of <code>{ $found }</code> is not documented.
lint-effect_case-do = Write <code>{ $expected }</code>.

lint-cut_policy-title = The log cut this policy
lint-cut_policy-what = CloudWatch cut the line at 1,024 characters. There may be more statements, so what is said here holds for the ones that are left.
lint-cut_policy-do = Take the whole policy out of the authorizer’s own log, or paste it here.

lint-long_resource-title = A resource is { $found } characters long
lint-long_resource-what = In an authorizer’s answer a resource may have { $expected } characters at most. How the call ends otherwise, AWS does not say.
lint-long_resource-do = Shorten it with <code>*</code>.

lint-long_policy-title = The resource policy is { $found } characters long
lint-long_policy-what = API Gateway saves resource policies of up to { $expected } characters, unless the account’s quota was raised.
lint-long_policy-do = Join statements, and shorten lists with <code>*</code>.

lint-foreign_action-title = “{ $found }” is an action of another service
lint-foreign_action-what = A call of a method is the action <code>execute-api:Invoke</code>. Other services’ actions say nothing of it.
lint-foreign_action-do = Write <code>execute-api:Invoke</code>.

lint-unknown_action-title = execute-api has no action “{ $found }”
lint-unknown_action-what = A call of a method is the action <code>execute-api:Invoke</code>, whatever its HTTP method. The service’s name must be written out.
lint-unknown_action-do = Write <code>execute-api:Invoke</code>, and name the HTTP method in <code>Resource</code>.

lint-not_an_arn-title = The resource is no ARN
lint-not_an_arn-what = A resource is compared, as text, with the ARN of the method that is called. <code>{ $found }</code> is never equal to one.
lint-not_an_arn-do = Write <code>arn:aws:execute-api:region:account:api-id/stage/METHOD/path</code>, with <code>*</code> for what may be anything.

lint-incomplete_arn-title = The ARN lacks parts, and AWS fills them up
lint-incomplete_arn-what = AWS reads <code>{ $found }</code> as <code>{ $expected }</code>: it covers far more than it says.
lint-incomplete_arn-do = Write the whole ARN: <code>arn:aws:execute-api:region:account:api-id/stage/METHOD/path</code>.

lint-foreign_resource-title = The resource belongs to “{ $found }”
lint-foreign_resource-what = Calls have ARNs of <code>execute-api</code>. An ARN of another service is never one of them.
lint-foreign_resource-do = Name the API’s method instead: <code>arn:aws:execute-api:region:account:api-id/stage/METHOD/path</code>.

lint-short_form-title = The short form works in resource policies only
lint-short_form-what = API Gateway completes <code>execute-api:/…</code> when it saves a resource policy. In an authorizer’s answer it stays as it is and matches nothing.
lint-short_form-do = Write the whole ARN, taken from <code>methodArn</code>.

lint-lost_asterisk-title = The ARN ends where an asterisk belongs
lint-lost_asterisk-what = <code>{ $found }</code> ends behind a slash, so it names no method. The examples on AWS’s own page have lost their asterisks in the same way.
lint-lost_asterisk-do = Write <code>{ $expected }</code>.

lint-placeholder-title = “{ $found }” was never filled in
lint-placeholder-what = <code>{ $found }</code> looks like a template’s slot or an unset variable. It is compared as it stands, so the resource matches no call.
lint-placeholder-do = Take region, account, API and stage out of <code>methodArn</code>, or write the value.

lint-masked_account-title = The account is masked
lint-masked_account-what = <code>{ $found }</code> comes from an error text, in which API Gateway hides the account. Its stars count as wildcards here, so other accounts ending alike match, too.
lint-masked_account-do = Write all twelve digits, or <code>*</code>.

lint-wrong_partition-title = Partition “{ $found }” instead of “{ $expected }”
lint-wrong_partition-what = The API’s ARN begins with <code>arn:{ $expected }</code>. The resource never matches it.
lint-wrong_partition-do = Write <code>{ $expected }</code>, or take it out of <code>methodArn</code>.

lint-wrong_region-title = Region “{ $found }” instead of “{ $expected }”
lint-wrong_region-what = The API is in <code>{ $expected }</code>. A resource in <code>{ $found }</code> is none of its methods.
lint-wrong_region-do = Write <code>{ $expected }</code>, or take it out of <code>methodArn</code>.

lint-wrong_account-title = Account “{ $found }” instead of “{ $expected }”
lint-wrong_account-what = The API belongs to account <code>{ $expected }</code>: that is the one in its ARN, whoever calls.
lint-wrong_account-do = Write <code>{ $expected }</code>, or take it out of <code>methodArn</code>.

lint-wrong_api-title = API “{ $found }” instead of “{ $expected }”
lint-wrong_api-what = The resource belongs to another API, so it says nothing of calls to <code>{ $expected }</code>.
lint-wrong_api-do = Write <code>{ $expected }</code>, or take it out of <code>methodArn</code>.

lint-wrong_stage-title = Stage “{ $found }” instead of “{ $expected }”
lint-wrong_stage-what = Stages are compared letter by letter. The resource names <code>{ $found }</code>; the call goes to <code>{ $expected }</code>.
lint-wrong_stage-do = Write <code>{ $expected }</code>, or <code>*</code> for every stage.

lint-test_stage-title = “{ $found }” exists in console tests only
lint-test_stage-what = API Gateway puts <code>{ $found }</code> in place of the stage while the console tests. Real calls never have it.
lint-test_stage-do = Take the stage out of the <code>methodArn</code> of each call, or write <code>*</code>.

lint-missing_method-title = The HTTP method is missing
lint-missing_method-what = Between stage and path the ARN names the HTTP method. <code>{ $found }</code> stands in its place, so nothing matches.
lint-missing_method-do = Write <code>…/stage/METHOD/path</code>, with <code>*</code> for every method.

lint-any_method-title = ANY is no wildcard in a policy
lint-any_method-what = <code>ANY</code> is a setting of the API. Calls come as <code>GET</code> or <code>POST</code>, and the ARN holds that.
lint-any_method-do = Write <code>*</code> in its place.

lint-method_case-title = The method is written “{ $found }”
lint-method_case-what = Methods are compared letter by letter, and calls have them in capitals.
lint-method_case-do = Write <code>{ $expected }</code>.

lint-root_slash-title = The root path needs its slash
lint-root_slash-what = The ARN of a call of the root ends in a slash. <code>{ $found }</code> without one matches no call.
lint-root_slash-do = Write <code>{ $expected }</code> for the root; <code>{ $expected }*</code> for every path.

lint-path_template-title = “{ $found }” is taken literally
lint-path_template-what = The ARN of a call holds the path as it was requested: the value stands there, not <code>{ $found }</code>.
lint-path_template-do = Write <code>*</code> in its place. It also stands for slashes.

lint-trailing_slash-title = The path ends in a slash
lint-trailing_slash-what = <code>{ $found }</code> matches only calls whose path ends in a slash. Others are not covered.
lint-trailing_slash-do = Write <code>{ $expected }</code>, unless clients do call it with the slash.

lint-double_slash-title = Two slashes in a row
lint-double_slash-what = In the ARN of a call the path has lost its first slash. Between method and path, as everywhere, stands one.
lint-double_slash-do = Drop the second slash; where a part is missing between them, fill it in.

lint-query_string-title = A query string in the path
lint-query_string-what = The ARN of a call ends with the path. <code>{ $found }</code> is never in it, and <code>?</code> in a policy is any one character.
lint-query_string-do = Drop it. Policies cannot tell calls apart by their query; the authorizer’s code can.

lint-variables_in_2008-title = Variables need Version 2012-10-17
lint-variables_in_2008-what = Without <code>"Version": "2012-10-17"</code> a policy is of 2008, in which <code>{ $found }</code> means just these characters.
lint-variables_in_2008-do = Begin the policy with <code>"Version": "2012-10-17"</code>.

lint-named_principal-title = Callers have no IAM principal
lint-named_principal-what = The statement is for <code>{ $found }</code> (or for all others). Calls that are not signed for IAM are anonymous: only <code>*</code> is for them, and a <code>NotPrincipal</code> always is.
lint-named_principal-do = Write <code>"Principal": "*"</code>, and tell callers apart by conditions or by the authorizer.

lint-missing_principal-title = A statement without Principal
lint-missing_principal-what = In a resource policy a statement without <code>Principal</code> is for nobody. API Gateway does not save it.
lint-missing_principal-do = Add <code>"Principal": "*"</code>.

lint-principal_wildcard-title = A principal’s name with a wildcard
lint-principal_wildcard-what = In a principal <code>*</code> stands for everyone, or not at all. <code>{ $found }</code> is nobody’s name.
lint-principal_wildcard-do = Write <code>*</code>, and narrow it by a condition on <code>aws:PrincipalArn</code>.

lint-absent_key_holds-title = The condition always holds: no call has { $key }
lint-absent_key_holds-what = Calls like these never have <code>{ $key }</code>, and <code>{ $operator }</code> holds where the key is absent. { $found ->
        [Deny] So the statement denies every such call.
       *[other] So the statement allows every such call.
    }
lint-absent_key_holds-do = Ask for a key that these calls have, such as <code>aws:SourceIp</code>, or guard it with <code>Null</code>.

lint-absent_key_fails-title = The condition never holds: no call has { $key }
lint-absent_key_fails-what = Calls like these never have <code>{ $key }</code>, so <code>{ $operator }</code> fails and the { $found ->
        [Deny] Deny never refuses.
       *[other] Allow never allows.
    }
lint-absent_key_fails-do = Ask for a key that these calls have, such as <code>aws:SourceIp</code>.

lint-endpoint_key-title = On a public API this denies every call
lint-endpoint_key-what = Only calls through a VPC endpoint have <code>{ $key }</code>, and <code>{ $operator }</code> holds where the key is absent. On a private API that is right; on a public one nobody passes.
lint-endpoint_key-do = Keep it if the API is private. Else drop the statement, or deny by <code>aws:SourceIp</code>.

lint-foreign_key-title = { $key } is a key of another service
lint-foreign_key-what = API Gateway knows the keys of <code>aws:</code> that it lists for resource policies. <code>{ $key }</code> is absent from every call.
lint-foreign_key-do = Ask for a key from API Gateway’s list.

lint-source_ip_on_private-title = Private APIs need aws:VpcSourceIp
lint-source_ip_on_private-what = A VPC endpoint rewrites <code>{ $key }</code>, so it is not the caller’s address.
lint-source_ip_on_private-do = Compare <code>aws:VpcSourceIp</code>.

lint-bad_value-title = A value that cannot be compared
lint-bad_value-what = <code>{ $operator }</code> compares numbers, dates, addresses or ARNs, and <code>{ $found }</code> is none for it. No Allow matches by it.
lint-bad_value-do = Mend the value of <code>{ $key }</code>.

lint-address_as_text-title = An address range compared as text
lint-address_as_text-what = <code>{ $operator }</code> compares letter by letter: no address equals <code>{ $found }</code>.
lint-address_as_text-do = Use <code>IpAddress</code> or <code>NotIpAddress</code>.

lint-literal_wildcard-title = “{ $found }” is taken literally
lint-literal_wildcard-what = <code>{ $operator }</code> knows no wildcards: <code>*</code> and <code>?</code> are plain characters in it.
lint-literal_wildcard-do = Use <code>StringLike</code> or <code>StringNotLike</code>.

lint-blocks_nobody-title = This Allow blocks nobody
lint-blocks_nobody-what = With a Lambda authorizer <b>one Allow of the two policies is enough</b>. Callers outside <code>{ $found }</code> are not denied here, so the authorizer’s Allow lets them pass.
lint-blocks_nobody-do = Deny the others: <code>"Effect": "Deny"</code> with <code>NotIpAddress</code> on <code>{ $key }</code>. That counts before the authorizer is called.

lint-cross_talk-title = A cached policy for single methods
lint-cross_talk-what = An answer that is <cached>cached ({ $expected } s)</cached> serves every method of the stage, but this one allows <code>{ $found }</code> only, or single methods. The caller’s next call elsewhere is <refused>refused</refused> until the entry dies.
lint-cross_talk-do = Answer for all that the caller may do (<code>…/stage/*</code>), or add <code>context.httpMethod</code> and <code>context.path</code> to the identity sources, or set the TTL to 0.

lint-outside_cache_key-title = The policy depends on what the cache does not know
lint-outside_cache_key-what = The policy holds for <code>{ $found }</code>, but the cache tells callers apart without <code>{ $expected }</code>. With another value the same entry answers, and refuses: “only sometimes”.
lint-outside_cache_key-do = Add <code>{ $expected }</code> to the identity sources, or leave the fact out of the policy.

lint-unchecked_identity-title = Without a cache, identity sources are not checked
lint-unchecked_identity-what = With TTL 0 API Gateway calls a REQUEST authorizer even where <code>{ $found }</code> is missing. There is no 401 before the function.
lint-unchecked_identity-do = Let the function refuse empty identities itself.

lint-empty_list-title = An empty list: the statement matches no call
lint-empty_list-what = <code>{ $found }</code> names nothing, so the statement says nothing of any call. AWS’s own example for Python answers so where all methods have conditions.
lint-empty_list-do = Drop the statement, or say what it was meant for.

lint-all_but_everything-title = All but everything is nothing
lint-all_but_everything-what = <code>{ $found }</code> leaves out <code>*</code>, so the statement matches no call.
lint-all_but_everything-do = Name in <code>{ $found }</code> only what is left out, or write <code>Action</code> and <code>Resource</code>.

lint-exclusive_conditions-title = Two conditions exclude each other
lint-exclusive_conditions-what = All conditions of a statement must hold, and those on <code>{ $key }</code> cannot hold at once. The statement matches no call.
lint-exclusive_conditions-do = Put the values of one key into one list, or into two statements.

lint-overruled-title = This Allow is never heard
lint-overruled-what = Statement { $other } denies all that this one allows, and a Deny always wins.
lint-overruled-do = Drop this statement, or narrow statement { $other }.

lint-redundant-title = Another statement already says this
lint-redundant-what = Statement { $other } says all of it.
lint-redundant-do = Drop one of them.

## Evidence

evidence-title = Evidence
evidence-lines = { $n ->
    [one] { $n } line of the log
   *[other] { $n } lines of the log
}
evidence-none = No line is kept for this call.
evidence-line = Line { $number }
evidence-deciding = deciding line
evidence-cached = cache line
evidence-note = Lines are as API Gateway wrote them; what could be a secret was masked before it was stored.
gate-lines = { $n ->
    [one] line { $lines }
   *[other] lines { $lines }
}

## Same caller

same-caller-title = The same caller before and after
same-caller-note = Calls of the same principal or with the same masked identity, at most five minutes before and after.
same-caller-strip = { $n } calls, { $stopped } of them refused or failed.
same-caller-key = A dot went through, a bar was stopped; filled in is what a fresh answer decided, hollow what a cached policy did. The dashed line is this call.
same-caller-this = this call

## Overview

home-title = { $requests ->
    [1] { $refused ->
        [0] One call, and it was allowed
       *[other] One call, refused or failed
    }
   *[other] { $refused ->
        [0] None of { $requests } calls was refused
        [one] { $refused } of { $requests } calls was refused or failed
       *[other] { $refused } of { $requests } calls were refused or failed
    }
}
home-window = { $from } to { $to }
home-findings = Findings
home-finding-count = { $n ->
    [one] { $n } call
   *[other] { $n } calls
}
home-allowed = { $n ->
    [one] { $n } call was allowed
   *[other] { $n } calls were allowed
}
home-finding-window = first { $from }, last { $to }
home-finding-once = at { $at }
home-latest = Latest: { $call }
home-latest-unnamed = Open the latest
home-see-all = See these calls
home-imports = Imports
home-not-authorizer = not the authorizer
home-sample-note = The sample investigation is loaded; everything of it is marked.
home-sample-remove = Remove the sample
home-imported-at = Imported
home-file = File
home-read = Read
home-import-line = { $events } events, { $requests } requests, { $refused } refused

begin-title = Find out why API Gateway refused
begin-lead = why403 reads API Gateway’s execution and access logs and says for every call which gate turned it away, on what text, and how sure that is.
begin-sample = Try the sample investigation
begin-sample-text = A small API with a cached policy, a deny, a blocked address, a missing token and one case that is not the authorizer’s fault. Marked as sample, removed in one click.
begin-sample-button = Load the sample
begin-file = Drop a file
begin-file-text = An export of the execution or access log of your own API. It stays on this server; tokens are masked before anything is stored.
begin-cloudwatch = Connect CloudWatch
begin-cloudwatch-text = why403 reads the log groups of your API by itself, with read-only rights, and keeps up with them. Or let Firehose send them.
begin-cloudwatch-button = Connect CloudWatch
begin-cloudwatch-push = or be sent to

begin-paste = Paste a response or log lines
begin-paste-text = A verdict at once, made in your browser: nothing is sent.

## Paste

paste-title = Paste, and see why
paste-lead = A response that a client got, its headers, a request id, or lines of a log: what it is and why it was refused stands below as soon as you paste.
paste-label = Response, headers, request id or log lines
paste-private = Nothing leaves this browser: the text is read here, not sent and not stored. Secrets in log lines are masked in what is shown.
paste-no-scripts = Reading here needs scripts, which are switched off in this browser. The import page reads files without them.
paste-hint = The verdict will stand here.
paste-waiting = One moment, the reader is being loaded…
paste-failed = The text could not be read here. Load the page again, or import it as a file.
paste-too-long = This is more than a browser should read at once. Import it as a file.
paste-nothing = Nothing here that I know. Paste the body of a 4XX or 5XX response, its headers (x-amzn-errortype, x-amzn-requestid), a request id, or lines of an execution or access log.
paste-id = This is a request id. It says nothing by itself; if the call’s log has been imported, its page says why.
paste-look-up = Look for it among the stored calls
paste-replies = { $n ->
    [one] A response that a client got
   *[other] { $n } responses that clients got
}
paste-log = { $n ->
    [one] A log of one call; refused or failed: { $refused }
   *[other] A log of { $n } calls; refused or failed: { $refused }
}
paste-calls = Calls
paste-more = { $n ->
    [one] One more call is not shown here.
   *[other] { $n } more calls are not shown here.
}
paste-import = Import it as a file
paste-alternatives = It may also be
paste-not-told = not told
paste-missing-title = What this does not tell
paste-evidence-note = Lines are as they were pasted; what could be a secret is masked.
paste-filled-outside = request { $id }, among these lines

## Playground

play-title = Playground
play-lead = Policies on the left, a call on the right: what API Gateway would answer and why, at every key.
play-private = It is evaluated in this browser; nothing is sent. What you type is kept in this page’s address, behind the #, which browsers send to no server.
play-no-scripts = The playground evaluates policies in your browser, so it needs scripts, which are switched off here. The pages of the calls say their verdicts without them.
play-waiting = One moment, the evaluator is being loaded…
play-failed = The evaluator could not be loaded. Load the page again.
play-lost = No stored call has this id. The playground begins empty.
play-try = Try in the playground
play-from = Opened with { $call } as the log tells it.
play-back = Back to the call
play-gap-policy = The authorizer’s policy is not in the log; with data trace on it would be. Paste it on the left.
play-gap-policy_end = The log cut the policy at 1,024 characters: what follows may allow or deny more.
play-gap-method = Method or path are not in the log of a refused call; an access log names them. Fill them in on the right.
play-gap-account = The region or the account is not in the log. Fill them into the ARN.
play-gap-resource_policy = Whether the API has a resource policy is not in the log. Paste it, or say that there is none.
play-gap-context = Context keys that the log does not tell count as not known.
play-examples = Begin with an example
play-example-cached = GET is allowed, POST is called
    .text = The policy that was made for GET /orders answers POST /orders.
play-example-deny = A Deny outranks an Allow
    .text = All is allowed but deleting orders; someone deletes one.
play-example-address = An Allow that shuts nobody out
    .text = The resource policy allows one network, and a call from elsewhere passes all the same.
play-link = Copy the link
play-link-copied = Copied. The link holds all that is typed here: give it only to those who may read it.
play-link-forbidden = Copying is not allowed here; the page’s address is the link.
play-link-long = This is too much for a link. It stays on this page only.
play-link-damaged = The link is damaged or cut, so nothing of it could be shown.
play-link-version = The link was made by a later version of why403, so nothing of it could be shown.
play-clear = Start anew

play-authorizer = Authorizer’s answer, or its policy
    .iam = The caller’s IAM policy
    .placeholder = Paste what the authorizer returned: principalId and policyDocument, or the policy alone
play-resource_policy = Resource policy of the API
    .placeholder = Paste the API’s resource policy; leave it empty when there is none
play-empty = An empty resource policy means:
play-empty-none = the API has none
play-empty-unknown = it is not known
play-format = Tidy up
play-go = line { $line }, column { $column }
play-level-error = error
play-level-warning = warning
play-level-hint = hint
play-not-json = This is no JSON
play-no-policy = This is JSON, but no policy

play-call = The call
play-method = Method
play-path = Path
play-stage = Stage
play-api = API id
play-arn = Method ARN
play-authorization = The method is authorized by
play-authorization-none = nothing
play-authorization-lambda = a Lambda authorizer
play-authorization-iam_same_account = IAM, same account
play-authorization-iam_cross_account = IAM, another account
play-authorization-cognito = a Cognito user pool
play-action = Action
play-ttl = Cache TTL, in seconds
play-caller = Caller’s ARN
play-context = Context keys
play-key = Context key
play-known = What is known of it
play-known-value = is
play-known-values = has the values (one a line)
play-known-absent = is absent
play-known-unknown = is not known
play-value = Value
play-add-key = Add a key
play-remove-key = Remove
play-others = Keys that are not listed
play-others-unknown = are not known
play-others-absent = are absent

play-verdict-title = Verdict
play-verdict-nothing = The verdict stands here as soon as there is a policy and a call.
play-verdict-unreadable = A policy cannot be read yet.
play-verdict-no-method = Which call? Fill in method, path, stage and API, or paste a whole ARN.
play-verdict-allow = API Gateway <allowed>lets { $call } through</allowed>.
play-verdict-explicit = API Gateway <refused>refuses { $call }</refused>: a statement denies it.
play-verdict-implicit = API Gateway <refused>refuses { $call }</refused>: no statement allows it.
play-verdict-refused = API Gateway <refused>refuses { $call }</refused>; by a deny or by silence depends on what is not known.
play-verdict-unknown = Whether API Gateway lets { $call } through <unknown>depends on what is not known</unknown>.
play-between = { " " }
play-authorizer-allow = Statement { $number } of the authorizer’s policy allows it.
play-authorizer-explicit = Statement { $number } of the authorizer’s policy denies it.
play-authorizer-implicit = The authorizer’s policy says nothing of it.
play-authorizer-unknown = What the authorizer’s policy says is open.
play-authorizer-not-known = The authorizer’s policy is not known.
play-iam-allow = Statement { $number } of the caller’s policy allows it.
play-iam-explicit = Statement { $number } of the caller’s policy denies it.
play-iam-implicit = The caller’s policy says nothing of it.
play-iam-unknown = What the caller’s policy says is open.
play-iam-not-known = The caller’s policy is not known.
play-resource-allow = Statement { $number } of the resource policy allows it.
play-resource-explicit = Statement { $number } of the resource policy denies it.
play-resource-implicit = The resource policy says nothing of it.
play-resource-unknown = What the resource policy says is open.
play-resource-not-known = The resource policy is not known.
play-resource-none = There is no resource policy.
play-pass-no_policy = No policy takes part.
play-pass-before_authorizer = That is decided before the authorizer or its cache is asked.
play-pass-together = Both policies decide together.
play-pass-resource_policy_alone = The resource policy decides alone.
play-depends = It depends on
play-ask = { $key }: fill in

play-answer = What the client gets
play-answer-status = Status
play-answer-new = Newer message
play-answer-old = Older message
play-table = How the policies combine
play-table-none = Without authorization the resource policy decides alone; without one the API is open.
play-table-lambda = AWS’s Table A: one Allow is enough, and one Deny refuses. A Deny of the resource policy refuses before the authorizer is asked.
play-table-iam_same_account = AWS’s Table A: one Allow is enough, and one Deny refuses.
play-table-iam_cross_account = AWS’s Table B: both must allow, and one Deny refuses.
play-table-cognito = Once the token is accepted, a resource policy must allow the call.
play-corner-alone = Resource policy
play-corner-authorizer = Authorizer ↓ resource policy →
play-corner-iam = Caller ↓ resource policy →
play-says-absent = none
play-says-allow = allows
play-says-implicit_deny = says nothing
play-says-explicit_deny = denies
play-outcome-allow = allowed
play-outcome-implicit_deny = implicit deny
play-outcome-explicit_deny = explicit deny

play-statements = Statement by statement
play-of-authorizer = Authorizer’s policy
play-of-iam = Caller’s policy
play-of-resource = Resource policy
play-statement = Statement { $number }
play-matches-yes = matches
play-matches-no = does not match
play-matches-maybe = open
play-decides = decides
play-named = named
play-called = called
play-short = short form
play-whole = saved as
play-asked = asked for
play-found = found
play-found-absent = absent
play-found-unknown = not known
play-holds-yes = holds
play-holds-no = fails
play-holds-maybe = open
play-reason-matched = Action, resource and all conditions match.
play-reason-unknown = Whether it matches depends on { $key }.
play-reason-doubtful = It is not written as AWS has it, so what it means is open.
play-reason-action = It is for <code>{ $found }</code>, and the call is <code>{ $wanted }</code>.
play-reason-action-excepted = It excepts <code>{ $wanted }</code>.
play-reason-nobody = In a resource policy a statement without Principal is for nobody.
play-reason-principal = It is for <code>{ $found }</code>, and <code>{ $wanted }</code> calls.
play-reason-principal-anonymous = It is for <code>{ $found }</code>, and the caller is no IAM principal: only <code>*</code> is for such a caller.
play-reason-principal-excepted = It excepts the caller.
play-reason-condition = A condition fails.
play-reason-resource-none = It names no resource.
play-reason-resource-excepted = It excepts the resource by <code>{ $found }</code>.
play-reason-resource-variable = A variable in <code>{ $found }</code> has no value.
play-reason-resource-ends = It ends where the call goes on with <refused>{ $wanted }</refused>.
play-reason-resource-short = It asks for <refused>{ $found }</refused>, where the call ends.
play-reason-resource-form = It is no ARN: <refused>{ $found }</refused>.
play-reason-resource-partition = Another partition: <refused>{ $found }</refused> is not <b>{ $wanted }</b>.
play-reason-resource-service = Another service: <refused>{ $found }</refused> is not <b>{ $wanted }</b>.
play-reason-resource-region = Another region: <refused>{ $found }</refused> is not <b>{ $wanted }</b>.
play-reason-resource-account = Another account: <refused>{ $found }</refused> is not <b>{ $wanted }</b>.
play-reason-resource-api = Another API: <refused>{ $found }</refused> is not <b>{ $wanted }</b>.
play-reason-resource-stage = Another stage: <refused>{ $found }</refused> is not <b>{ $wanted }</b>.
play-reason-resource-method = Another method: <refused>{ $found }</refused> is not <b>{ $wanted }</b>.
play-reason-resource-path = Another path: <refused>{ $found }</refused> is not <b>{ $wanted }</b>.
play-reason-resource-resource = Another resource: <refused>{ $found }</refused> is not <b>{ $wanted }</b>.
play-changes = What you changed
play-restore = Restore what was logged
play-same-meaning = Written otherwise, but it means the same.
play-change-added = Statement { $number } is new.
play-change-removed = Statement { $number } is gone.
play-change-changed = Statement { $number } is another:
play-change-around = Around the statements:
play-outcome-unknown = open

## Requests

requests-title-all = { $n ->
    [one] { $n } call
   *[other] { $n } calls
}
requests-title-limited = More than { $n } of { $stored } calls match
requests-title-matching = { $n ->
    [one] { $n } of { $stored } calls matches
   *[other] { $n } of { $stored } calls match
}
requests-title-uncounted = Calls
requests-uncounted = Counting what matches took too long and was stopped. These are the newest calls; narrow the time or add a filter to have them counted.
requests-filters = Filters
requests-apply = Apply
requests-clear = Clear all
requests-drop = Drop the filter { $name }: { $value }
requests-active = Filtered by
filter-q = Id
filter-cause = Cause
filter-deny = Deny
filter-policy_origin = Policy
filter-grade = Grade
filter-status = Status
filter-method = Method
filter-api = API
filter-stage = Stage
filter-caller = Caller
filter-authorizer = Authorizer
filter-policy = Policy hash
filter-path = Path
filter-from = From (UTC)
filter-to = Until (UTC)
filter-any = any
filter-unknown-value = not a known value, so it filters nothing
filter-without = { $name } is not
facet-policy_origin = Policy
facet-api = API
facet-path = Path
facet-authorizer = Authorizer
facet-exclude = Leave out { $value }
facet-include = Left out; show { $value } again
facet-more = { $n ->
    [one] and one more value
   *[other] and { $n } more values
}
facet-limited = * Counted over the newest { $n } calls that match.
facet-cause = Cause
facet-stage = Stage
facet-method = Method
facet-status = Status
table-time = Time (UTC)
table-call = Call
table-status = Status
table-gates = Gates
table-why = Why
table-grade = Grade
table-caption = Calls, newest first
requests-older = Older calls
requests-newest = Back to the newest
requests-shown = { $n ->
    [one] { $n } shown, newest first
   *[other] { $n } shown, newest first
}
call-unnamed = method not logged
no-status = not logged
none-stored-title = No call is stored yet
none-stored-text = Import a log, or load the sample investigation.
none-match-path = Look for “{ $typed }” in paths
none-match-paste = Paste what the client was answered instead
none-match-title = No call matches
none-match-text = { $stored ->
    [one] One call is stored. Drop a filter to see it:
   *[other] { $stored } calls are stored. Drop a filter to see some of them:
}

## Import

import-title = Import a log
import-lead = Drop logs here, or choose them; beside them, if you have it, the API’s configuration.
import-choose = Choose files
import-send = Import
import-cancel = Cancel
import-choose-folder = Choose a folder
import-progress = Sending: { $percent } %, { $sent } of { $total } MB
import-reading = Sent. Reading and explaining…
import-read = Sent. { $events } events are read; explaining and storing their requests…
import-empty = There is no file in it that could be a log.
import-stopped = Stopped. What had been read by then may still be stored; to send the file again completes it.
import-stopped-stored = Stopped. The { $requests } requests that are stored already stay; to send the file again completes them.
import-failed = The file could not be sent; try again
import-problem = This file was not imported
import-accepted = What can be read
import-accepted-cli = The JSON of aws logs, of subscriptions, Firehose and Lambda events, and of Logs Insights.
import-accepted-lines = Lines of an execution or access log, copied or as aws logs tail, awslogs, the console’s CSV and S3 exports have them.
import-accepted-test = What a test in the console, test-invoke-method or test-invoke-authorizer printed.
import-accepted-gz = All of it as it is, or as .gz.
import-accepted-config = Beside it, what aws apigateway get-rest-api, get-authorizers and get-stages print: the TTL, identity sources, log format and resource policy are then known to this import.
import-how = Export one hour with the AWS CLI
import-secret = Tokens, keys and cookies are masked before anything is stored. Importing a file twice changes nothing.
imported-title = { $requests ->
    [0] No call was found in the file
    [1] { $refused ->
        [0] One call read, and it was allowed
       *[other] One call read, refused or failed
    }
   *[other] { $refused ->
        [0] { $requests } calls read, none refused
        [one] { $refused } of { $requests } calls was refused or failed
       *[other] { $refused } of { $requests } calls were refused or failed
    }
}
imported-line = { $events ->
    [one] { $events } event
   *[other] { $events } events
}, { $requests ->
    [one] { $requests } request
   *[other] { $requests } requests
}, { $refused } refused or failed, { $unknown ->
    [one] { $unknown } unknown line
   *[other] { $unknown } unknown lines
}.
imported-see-unknown = See them
imported-unknown-shown = { $n } of { $all } are shown.
imported-from = From { $name }
imported-events = Events
imported-requests = Requests
imported-new = New
imported-refused = Refused or failed
imported-unknown = Unknown lines
imported-unknown-text = Lines whose shape is not known. They are kept and shown with their request.
imported-see-refused = See the refused calls
imported-see-all = See all calls
imported-again = Import another file
imported-nothing-new = All of these calls were stored already; nothing was changed twice.

## Sources: where events come from

sources-title = { $sources ->
    [0] Nothing is read yet
    [one] { $failing ->
        [0] { $sources } source, and all is well
       *[other] The one source is failing
    }
   *[other] { $failing ->
        [0] { $sources } sources, and all is well
       *[other] { $failing } of { $sources } sources failing
    }
}
sources-none-text = No source is connected. Connect one and calls appear here by themselves, or bring files by hand.
sources-back = Sources
sources-done-added = Added. The first events appear as soon as they are read.
sources-done-removed = Removed. The requests that it brought stay.
sources-changed = Sources have come or gone, or are in another state.
sources-again = Load the page anew
sources-stale = The server does not answer; the figures below may be old. It is asked again every few seconds.
sources-add = Add a source
sources-way-cloudwatch = Read from CloudWatch
    .text = why403 asks AWS for new events of your log groups every few seconds, with read-only rights.
    .go = Connect CloudWatch
sources-way-push = Be sent to
    .text = Firehose or a Lambda function sends the logs here. why403 needs no rights in your account.
    .go = Add a sender
sources-way-file = Bring files
    .text = Exports of logs, single or as whole folders, dropped in the browser.
    .go = Import files
sources-way-configuration = Follow the configuration
    .text = why403 asks API Gateway how your APIs are configured, again and again: TTL, identity sources, policies, deployments. Verdicts that would be inferred are proved with it.
    .go = Choose APIs
sources-what = What a log can tell
sources-what-execution = Execution log at level INFO: the cause, the gate, and whether a policy was cached.
sources-what-phases = Access log with the fields of each phase: which phase refused.
sources-what-plain = Access log without them: how many calls were refused, by whom, where.
sources-what-stages = What the logs of each stage tell, and what would tell more
sources-evidence-execution = Execution log: causes and cache, at level INFO
sources-evidence-access = Access log: the phase that refused, if its fields are logged; else counts
sources-evidence-either = As much as the logs that are sent tell
sources-kind-cloudwatch = CloudWatch
sources-evidence-configuration = How the APIs are configured, from now on
sources-kind-configuration = Configuration
sources-every = every { $span }
sources-apis = APIs described
sources-configurations = Changes found
sources-next = Asked next
sources-in = in { $span }
sources-at-once = at once
sources-state-waiting-configuration = Waiting for its first answer
sources-see-configurations = See the configurations
sources-without = { $n ->
    [one] { $n } part could not be read
   *[other] { $n } parts could not be read
}
sources-take = Take now
    .of = Ask { $name } now
sources-done-asked = Added. It is asked at once.
sources-kind-push = Sent to us
sources-as-role = as role
sources-at-endpoint = at
sources-state-paused = Paused
sources-state-failing = Failing
sources-state-waiting = Waiting for its first event
sources-state-waiting-push = Waiting for its first delivery
sources-state-live = Live, { $lag } behind
sources-state-live-push = Live
sources-state-behind = Catching up, { $lag } behind
sources-failures = { $n ->
    [one] Failed { $n } time, last { $ago }. It is tried again by itself.
   *[other] Failed { $n } times in a row, last { $ago }. It is tried again by itself.
}
sources-ago = { $span } ago
sources-none-yet = none yet
sources-never = not yet
sources-events = Events
sources-brought = Requests brought
sources-last-event = Last event
sources-last-answer = Last answer of AWS
sources-last-delivery = Last delivery
sources-gives = Can tell
sources-stage = What it tells of its stage
sources-deliveries = { $repeated ->
    [0] { $n } deliveries came.
   *[other] { $n } deliveries came, { $repeated } of them again; those were not stored twice.
}
sources-no-gap = No gaps since { $since }.
sources-gap = Not read: { $from } to { $to }
sources-gap-read = Read { $from } to { $to }
sources-gap-read-short = Read it
sources-pause = Pause
    .of = Pause { $name }
sources-resume = Resume
    .of = Resume { $name }
sources-more = More
    .of = More about { $name }
sources-past = Read the past
sources-past-text = A past stretch is read beside the live log. What is stored already is not stored twice.
sources-past-of = A stretch of the past of { $name }
sources-past-hour = Last hour
sources-past-day = Last day
sources-past-week = Last week
sources-past-from = From (UTC)
sources-past-to = To (UTC)
sources-past-go = Read this stretch
sources-backfills = Stretches of the past
sources-backfill-running = { $from } to { $to }: { $percent } % read, { $n ->
    [one] { $n } event
   *[other] { $n } events
}
sources-backfill-finished = { $from } to { $to }: read, { $n ->
    [one] { $n } event
   *[other] { $n } events
}
sources-backfill-cancelled = { $from } to { $to }: stopped at { $percent } %; { $n ->
    [one] { $n } event stays
   *[other] { $n } events stay
}
sources-backfill-cancel = Stop
sources-rights = The rights it needs
sources-rights-text = The least with which it can be read. Nothing in it writes.
sources-setup = How to set it up
sources-key = New key
sources-key-text = The old key stops working at once: what is sent with it is refused until the sender has the new one.
sources-key-go = Make a new key for { $name }
sources-remove = Remove
sources-remove-text = It is read no more, and how far it was is forgotten. The requests that it brought stay. This cannot be undone.
sources-remove-ask = Remove…
sources-remove-go = Remove { $name }

cloudwatch-title = Read from CloudWatch
cloudwatch-lead = Find the log groups of your APIs, see whether the rights suffice, and choose which to read.
cloudwatch-problem = The log groups could not be found
cloudwatch-region = Region
    .help = Where the API runs.
cloudwatch-prefix = Access logs begin with (optional)
    .help = Execution logs are found by themselves. Access logs have the name that you gave them.
cloudwatch-more = Another account or address
cloudwatch-role = Role to take on
    .help = Its ARN, when the logs are in another account. Empty: the server’s own credentials.
cloudwatch-external-id = External id
    .help = If the role’s trust policy asks for one.
cloudwatch-endpoint = Endpoint URL
    .help = For a VPC endpoint or a stand-in. Empty: AWS’s own.
cloudwatch-find = Find log groups
cloudwatch-rights-text = Give this to the user or role that why403 runs as. Nothing in it writes.
cloudwatch-trust = Who may take the role on
cloudwatch-trust-text = The trust policy of that role.
cloudwatch-checks = Rights, tried
cloudwatch-check-good = works:
cloudwatch-check-bad = does not work:
cloudwatch-found = { $n ->
    [one] { $n } log group
   *[other] { $n } log groups
}
cloudwatch-found-none = No log group was found. Is the region right, and is logging on for the stage? Access logs need the beginning of their name above.
cloudwatch-cut = There are more; type the beginning of a name to see others.
cloudwatch-of = API { $api }, stage { $stage }
cloudwatch-size = { $size } stored
cloudwatch-is-source = read already
cloudwatch-since = Begin with
cloudwatch-since-now = What comes from now on
cloudwatch-add = Read the chosen log groups

asked-title = Follow the configuration of APIs
asked-lead = why403 asks API Gateway how your APIs are configured, keeps what is news, and judges each call with what was set and deployed when it came.
asked-problem = The APIs could not be found
asked-find = Find APIs
asked-found = { $n ->
    [one] { $n } REST API
   *[other] { $n } REST APIs
}
asked-found-none = There is no REST API here. Are region and account right? HTTP and WebSocket APIs are not followed.
asked-all = All APIs of the region
asked-all-text = Those that are made later, too.
asked-is-source = followed already
asked-every = How often
asked-add = Follow the chosen APIs
asked-pace = How much it asks
asked-pace-text = At most four questions a second, since the quota of API Gateway’s control plane is the whole account’s. Only what has changed is kept. Values of API keys are never asked for, and stage variables that look like secrets are not kept.
problem-asked-none = Choose at least one API.

push-title = Be sent to
push-lead = Firehose or a Lambda function of your account sends the logs here. Each sender has a key; only its hash is kept.
push-name = Name
    .help = So that you know the sender again, as “orders, production”.
push-create = Make a key
push-key = The key of { $name }
push-key-created = Copy it now: it is shown this once.
push-key-replaced = Copy it now: it is shown this once. The old key does not work any more.
push-key-kept = I have it
push-no-https = Firehose delivers only to https, on port 443. This page was opened without: put a proxy with a certificate before why403 and set WHY403_PUBLIC_URL.
push-firehose = By Amazon Data Firehose
push-firehose-text = For much traffic. Access logs can be sent to a delivery stream directly; execution logs by a subscription of their log group. It delivers to:
push-firehose-1 = Make a key above.
push-firehose-2 = Create a stack from the template below, with the address, the key and the log group.
push-firehose-3 = The source shows its first delivery within a few minutes.
push-template = CloudFormation template
push-lambda = By a Lambda function
push-lambda-text = For little traffic. The function is subscribed to the log group and passes each batch on to:
push-lambda-python = The function in Python
push-lambda-node = The function in JavaScript

## Storage

nav-storage = Storage
storage-title = Storage
storage-lead = { $requests ->
    [one] { $requests } call
   *[other] { $requests } calls
} of { $days ->
    [one] { $days } day
   *[other] { $days } days
} are stored, in a database of { $bytes }.
storage-retention = How long it is kept
storage-kept = { $days ->
    [one] One day is kept.
   *[other] { $days } days are kept.
} Older days are forgotten whole, with their counts and unknown lines.
storage-kept-all = Nothing is forgotten. Set WHY403_RETENTION_DAYS, and start the server again, to keep only so many days.
storage-next = The next day to go is { $day }, after
storage-days = Days
storage-day = Day (UTC)
storage-no-day = Without a day
storage-requests = Calls
storage-bytes = Size with indexes
storage-engine = Engine version
storage-dictionary = Dictionary
storage-unknown = Unknown lines of no call
storage-see-unknown = See the unknown lines
storage-jobs = Verdicts that are being made again
storage-no-jobs = No verdicts have to be made again.
storage-job-stage = Of the stage { $stage }, of which more is known
storage-job-configuration = Of the API { $api }, whose configuration is better known
storage-job-rebuild = Of calls that an older engine judged
storage-job-far = { $done } of { $all } calls looked at
storage-job-waits = Waits for its turn
storage-job-failed = { $n ->
    [one] It failed once and is tried again by itself; the server's log says why.
   *[other] It failed { $n } times and is tried again by itself; the server's log says why.
}
unknown-title = Unknown lines
unknown-text = Lines whose shape is not known are kept as they came, secrets masked. Those that belong to a call stand on its page.
unknown-strays = Lines of no call
unknown-none = There are none here.
unknown-samples = Some unknown lines of this import
unknown-all = See all
unknown-older = Older
unknown-newest = Newest
files-many = { $first } and { $n } more
imported-files = All files
imported-described = { $n ->
    [one] The configuration of one API is kept
   *[other] The configurations of { $n } APIs are kept
}
imported-configuration = Configuration
imported-described-new = it tells what was not known; calls of its time are judged again with it
imported-described-others = None of these calls is one of this API: is it the right configuration?
imported-described-known = nothing new
imported-skipped = { $n ->
    [one] One file is no log of API Gateway and was left out
   *[other] { $n } files are no logs of API Gateway and were left out
}
sources-see-unknown = See lines that could not be understood

## Sign in, set up, settings

sign-in-title = Sign in
sign-in-lead = The logs of your API are shown only to people who sign in.
sign-in-name = Name
sign-in-password = Password
sign-in-button = Sign in
sign-in-first = First time here? Open the set-up link that the server printed when it started.
problem-wrong = The name or the password is not right.
problem-slow = Too many tries. Wait a minute, then try again.
problem-expired = The session has ended. Sign in again.
problem-used = This set-up link is not valid: it was used, has expired, or was mistyped. Restart the server to get a new one.
problem-short = The password needs at least 12 characters.
problem-common = This password is among the most common ones; take another.
problem-current = The current password is not right.
problem-source-name = There is a source of this name already; take another.
problem-source-unnamed = Give it a name.
problem-source-gone = There is no such source any more.
problem-source-not-begun = Nothing was begun: this stretch is being read already, or the source was removed.
problem-source-range = The stretch must begin before it ends, and end in the past.
problem-source-none-chosen = Choose at least one log group.
problem-other = That did not work. Try again.
set-up-title = Welcome to why403
set-up-lead = This one-time link signs you in as the first administrator. It dies when it is used, and 15 minutes after the server printed it.
set-up-next = You can set a password afterwards, under Settings.
set-up-button = Sign in as administrator
settings-title = Settings
settings-password-title = Password
settings-password-none = No password is set. Set one, or the next sign-in needs a new set-up link.
settings-password-set = A password is set.
settings-password-current = Current password
settings-password-new = New password
settings-password-rule = At least 12 characters. Every character is allowed.
settings-password-save = Set the password
settings-password-done = The password is set.
settings-look = Language and theme
settings-sample = Sample investigation
settings-sample-text = It is loaded. Removing it leaves everything else as it is.
settings-sample-none = It is not loaded.
settings-session = Session

## Errors

not-found-title = Nothing is at this address
not-found-text = The link may be mistyped, or what it led to has been removed.
not-found-request = No stored call has this id
not-found-request-text = It may lie outside the imported logs, or it was removed. The id is case sensitive.
not-found-import = No import has this number
failed-title = This page could not be loaded
failed-unavailable = The server is not ready yet. Try again in a moment.
failed-internal = Something failed here, and it is in the server’s log. Quote this reference to your administrator:
too-slow-title = This takes too long to look up
too-slow-text = The database was stopped so that others are not held up. Narrow the time or add a filter, and ask again.
away-title = The database cannot be reached
away-text = why403 looks for it all the time and goes on by itself when it is back. What is stored is safe, and what is being stored waits.
away-since = Not reachable since
away-again = Try again
away-help = If it stays so, see that Postgres runs and that there is space on its disk. The server’s log says what the database said last.
failed-signed-out = Sign in first.
way-home = To the overview
way-requests = To the requests
way-import = Import a log
import-sources = Logs can also come by themselves:

## Stages

nav-stages = Stages
stages-title = Stages
stages-lead = What the logs of each stage allow to be said, and what would allow more.
stages-stage = Stage
stages-calls = Calls
stages-level = Log level
stages-access = Access log
stages-proved = Causes that can be proved
stages-proved-of = { $n } of { $of }
stage-title = Evidence of { $stage }
stage-unnamed = No API named
stage-calls =
    { $n ->
        [one] One call stored, { $allowed } of them allowed
       *[other] { $n } calls stored, { $allowed } of them allowed
    }
stage-days = { $from } to { $to } UTC
stage-logged = What is logged
stage-data-trace = Data trace
stage-level-traced = { $level } with data trace
stage-not-seen = not seen
stage-on = on
stage-off = off
stage-access-whole = lacks nothing that is known
stage-access-lacks = lacks { $n } of the recommended fields
stage-access-off = off
stage-shown =
    { $of ->
        [one] seen in { $n } of 1 call
       *[other] seen in { $n } of { $of } calls
    }
stage-shown-in =
    { $n ->
        [one] seen in 1 call
       *[other] seen in { $n } calls
    }
stage-none-allowed = No allowed call is stored. A stage that logs errors only shows none, so nothing here counts all calls.
stage-fields-missing =
    { $n ->
        [one] One field that the access log lacks
       *[other] { $n } fields that the access log lacks
    }
stage-fields-unknown =
    { $n ->
        [one] One field that no call here had to have
       *[other] { $n } fields that no call here had to have
    }
stage-fields-logged =
    { $n ->
        [one] One field that is there
       *[other] { $n } fields that are there
    }
stage-volume = How much is logged
stage-volume-how = Measured on the lines as they are kept: secrets are taken out, and access lines have one common form. What AWS counts includes the request id and 26 bytes an event.
stage-kind = Lines
stage-kind-data_trace = Execution log with data trace
stage-kind-steps = Execution log at INFO
stage-kind-failures = Execution log, failures only
stage-kind-access = Access log
stage-events-each = Lines a call
stage-bytes-each = Bytes a call
stage-counted-each = As AWS counts
stage-tells = What that tells
stage-tells-how = How surely a call of each kind is explained from what is logged now, and from what one more setting would log.
stage-question = Question
stage-now = Now
stage-with = Surer with
stage-detail-method_and_path = Method and path of a refused call
stage-detail-status = Status of a refused call
stage-detail-policy_origin = Fresh or cached policy
stage-detail-filled_by = Which request filled the cache entry
stage-detail-deny = Explicit or implicit deny, and its statement
stage-setting-access_log = access log
stage-setting-steps = INFO
stage-setting-data_trace = data trace
stage-turn-on-access_log = Turn on the recommended access log
    .why = One line a call names the gate that refused, also for calls that leave nothing in the execution log.
stage-turn-on-steps = Turn on log level INFO
    .why = Every step is printed, refusals included.
stage-turn-on-data_trace = Turn on data trace
    .why = With it, cached and fresh policies are told apart, and the policy that refused is in the log.
stage-surer =
    { $n ->
        [one] One cause is told more surely.
       *[other] { $n } causes are told more surely.
    }
stage-data-trace-secrets = Data trace writes tokens and bodies into the log in clear. Turn it on for as long as you look, and not where that is forbidden.
stage-cost-not-measured = What it costs is not measured: no stage that is stored here logs more.
stage-cost-call = It adds about { $bytes } bytes a call (calls measured: { $measured }). How many calls there are is not in the log.
stage-cost-day = It adds about { $bytes } bytes a call, { $day } bytes a day with calls (calls measured: { $measured }).
stage-all-on = Everything that this report knows to ask for is on.
stage-format = The access-log format to paste
stage-format-how = One line, without secrets. It names every gate that may refuse.
stage-format-where = Paste it in the console of API Gateway: Stages, the stage, Logs and tracing, Edit, Custom access logging, Log format. API Gateway writes logs only when the settings of the account in this region name a role for CloudWatch Logs.
not-found-stage = No such stage
not-found-stage-text = No call of this stage is stored.

# Authorizers' caches
nav-cache = Cache
caches-title = Authorizer caches
caches-lead = What each authorizer’s cache held when it answered last. Choose one to see what lives in it at any moment, and what it will refuse next.
caches-authorizer = Authorizer
caches-last = Answered last (UTC)
caches-never = not in the stored logs
caches-alive = Entries then
caches-limited = Only the first 200 authorizers are listed.
caches-none-title = No authorizer yet
caches-none-text = Authorizers appear here as soon as a log or a configuration tells of them.
not-found-cache = No such authorizer
not-found-cache-text = No stored log or configuration tells of this authorizer on this stage.
cache-title = Cache of { $authorizer }
cache-lead = { $n ->
    [one] One cached policy lives at this moment.
   *[other] { $n } cached policies live at this moment.
}
cache-lead-empty = Nothing lives in the cache at this moment, as far as the stored logs tell.
cache-lead-off = The cache is off: the authorizer is asked for every call.
cache-at = Moment (UTC)
cache-at-go = Show
cache-at-this = Moment
cache-earlier = One TTL earlier
cache-later = One TTL later
cache-now = Now
cache-last-answer = Last answer
cache-ttl = Time to live
cache-ttl-known = { $n } s
cache-ttl-off = off (TTL 0)
cache-ttl-assumed = 300 s, API Gateway’s default, is assumed
cache-facts = How it is cached
cache-sources = Identity sources
cache-sources-unknown = not known without the authorizer’s configuration
cache-served = Answered by the cache
cache-served-share = { $share } %: { $cached } of { $all } calls since the oldest entry that may live
cache-served-none = No call since the oldest entry that may live.
cache-served-unknown = Of { $n } more it cannot be told: data trace is off.
cache-flush = If the stage’s cache is flushed
cache-flush-cost = { $entries } of all authorizers of the stage ({ $authorizers } with entries) go. The callers of the last minute, about { $callers }, each ask their authorizer once more: up to { $rate } invocations a second in the first minute, on top of the usual ones; the others ask when they call again.
cache-around = Entries that lived around this moment, { $most } at most. Each column leads to its moment.
cache-around-one = { $at }: { $n ->
    [one] { $n } entry
   *[other] { $n } entries
}
cache-stale-title = Let in by an older answer
cache-stale = { $n ->
    [one] One call was let in
   *[other] { $n } calls were let in
} by a cached answer though the authorizer had refused the same principal by then, for another token; the longest { $longest } behind that refusal.
cache-stale-latest = The latest of them
cache-stale-refused-by = The call whose answer refuses
cache-stale-do = After a revocation the old token goes on working until its entry dies. Flush the stage’s authorizer cache when you revoke, or choose a TTL that you can accept as exposure. API Gateway masks principals, so these may be different callers.
cache-risk-entries = { $n ->
    [one] { $n } entry holds such a policy.
   *[other] { $n } entries hold such a policy.
}
cache-cross-talk-title = Policies of single methods in a cache for all methods
cache-bitten = { $n ->
    [one] One call was refused by a cached policy that says nothing of its method.
   *[other] { $n } calls were refused by cached policies that say nothing of their methods.
}
cache-bitten-see = See them
cache-cross-talk = { $entries ->
    [one] One entry holds a policy that says nothing of methods which other policies allow: { $methods } of them. Its caller is refused there until it dies.
   *[other] { $entries } entries hold policies that say nothing of methods which other policies allow: { $methods } of them. Their callers are refused there until they die.
}
cache-cross-talk-do = Let the authorizer answer with all that the caller may do (…/prod/*), make method and path part of the cache key, or turn the cache off. If callers are meant to have single methods, nothing is wrong.
cache-entries = Entries
cache-entries-why = Nothing in the log names the cache: what lives follows from the answers that were given and from the TTL. The identity is masked, so two callers of one mask cannot be told apart; hence inferred. The TTL of this moment is taken for all: AWS does not say whether an entry outlives a TTL that is lowered.
cache-caller = Caller
cache-filled = Filled by
cache-born = Born (UTC)
cache-remaining = Dies in
cache-policy = Policy
cache-policy-unknown = not whole in the log
cache-hits = Calls served
cache-hits-refused = { $n } refused, method not covered
cache-others = { $n ->
    [one] one more answer under the same mask may live
   *[other] { $n } more answers under the same mask may live
}: several callers, a flush, or a shorter TTL
cache-page = Page { $page } of { $of }
cache-page-before = Dying sooner
cache-page-behind = Dying later
cache-matrix = What the cached policies say of each method
cache-matrix-none = The stage’s ARN is not known: no line names it, so nothing can be evaluated.
cache-matrix-more = { $n } more policies of fewer entries are not drawn.
cache-methods-told = The methods that this authorizer guards, as they were deployed.
cache-methods-seen = The methods that were called in the hour before: no configuration tells which there are.
cache-method = Method
cache-policies = Policies
cache-policy-entries = { $n ->
    [one] 1 entry
   *[other] { $n } entries
}
cache-group = { $prefix } · { $n } methods
cache-group-refused = { $n } refused by some
coverage-allowed = allowed
coverage-explicit = denied by a statement
coverage-implicit = no statement is about it: denied
coverage-depends = depends on the path or on a condition

# Configurations of APIs
nav-configuration = Configuration
configurations-title = Configurations
configurations-lead = What is known of each API’s settings and when it was seen. Every call is judged with the configuration that it met.
configurations-api = API
configurations-last = Seen last
configurations-n = Configurations
configurations-not-live = Edited, not live on
configurations-all-live = nothing known
configurations-none-title = No configuration yet
configurations-none-text = With an API’s configuration, TTLs, identity sources and methods are known instead of assumed. Take a snapshot, and give it together with a log; it is kept from then on.
configuration-undated = undated
configuration-title = Configuration of { $api }
configuration-history = History
configuration-seen = Seen from
configuration-until = unchanged until { $at }
configuration-changes = What changed since the one before
configuration-first = The first that is known.
configuration-save = Save as bundle
    .of = Save the configuration of { $at } as a bundle
configuration-same = No difference in meaning.
configuration-older = { $n } older ones are not shown.
not-found-configuration = No configuration of this API
not-found-configuration-text = No snapshot of it was taken or given yet.
undeployed-title = Edited, and not deployed
undeployed-some = Edited, and not live on this stage until it is deployed:
undeployed-none = All that is known is live on this stage.
undeployed-unknown = What was deployed is not known: no snapshot is from before the deployment, and there is no export of the stage.
undeployed-since = Deployed { $at }.
undeployed-perhaps = Edited about the time of the deployment; whether before it or after it, nobody saw:
compare-title = From { $before } to { $after }
compare-none = No difference in meaning.
compare-before = From
compare-after = To
compare-before-of = From { $at }
compare-after-of = To { $at }
compare-go = Compare
thing-api = API
thing-resource_policy = Resource policy
thing-authorizer = Authorizer
thing-method = Method
thing-gateway_response = Gateway response
thing-stage = Stage
thing-deployment = Deployment
thing-usage_plan = Usage plan
thing-api_key = API key
thing-base_path_mapping = Base-path mapping
became-added = added
became-removed = removed
became-nothing = not set
became-around = changed around its statements
became-statement-added = statement { $n } added
became-statement-removed = statement { $n } removed
became-statement-changed = statement { $n } changed

## Incidents

incidents-title = { $n ->
    [0] No open incident
    [one] One open incident
   *[other] { $n } open incidents
}
incidents-lead = Calls that ended for one reason at one place, grouped by cause and deciding statement.
incidents-states = Incidents by state
incidents-tab-open = Open ({ $n })
incidents-tab-ignored = Ignored ({ $n })
incidents-tab-resolved = Resolved ({ $n })
incidents-none = There is none here.
incidents-limited = There are more; the latest are shown.
incident-state-open = open
incident-state-regressed = regressed
incident-state-ignored = ignored
incident-state-resolved = resolved
incident-calls = { $n ->
    [one] { $n } call
   *[other] { $n } calls
}
incident-callers = { $n ->
    [one] { $n } caller
   *[other] { $n } callers
}
incident-callers-more = { $n } callers or more
incident-first = First
incident-last = Last
incident-heals = heals by itself at { $at }, in { $span }
incident-trend-said = { $from } to { $to }: { $n ->
    [one] { $n } call
   *[other] { $n } calls
}, { $most } at most in one column
incident-key-authorizer = authorizer { $authorizer }
incident-key-statement = statement { $n }
incident-key-cached = by a cached policy
incident-key-fresh = by a fresh policy
incident-methods = What was asked for
incident-callers-title = By whom
incident-caller-unnamed = not named in the log
incident-changed = What changed at this API, from a day before
incident-changed-see = The configuration over time
incident-latest = The latest calls
incident-see-calls = See calls of this kind
incident-resolve = Resolve
incident-reopen = Reopen
incident-take = Look after it
incident-let-go = Let it go
incident-ignore = Ignore…
incident-ignore-text = It is open again at the first of these.
incident-ignore-hours = For
incident-ignore-ever = as long as nothing below happens
incident-ignore-calls = Until so many more calls (optional)
incident-ignore-callers = Until so many callers (optional)
incident-ignore-go = Ignore
incident-ignored-until = Ignored until { $at }
incident-activity = Activity
incident-comment = Comment
incident-comment-help = Markdown: emphasis, lists, quotes, code and links.
incident-comment-go = Comment
incident-somebody = somebody
activity-comment = commented
activity-resolved = resolved it
activity-reopened = reopened it
activity-ignored = ignored it
activity-assigned = looks after it
activity-unassigned = let it go
activity-until = until { $at }
activity-calls = until { $n ->
    [one] { $n } call
   *[other] { $n } calls
}
activity-callers = until { $n ->
    [one] { $n } caller
   *[other] { $n } callers
}
not-found-incident = There is no such incident
not-found-incident-text = It may have been forgotten with its calls.
problem-comment = Write something, of 10,000 characters at most.
problem-ignore = Give whole numbers from 1 on, or leave the fields empty.
incident-share = Share…
shares-title = Links to incident #{ $n }
shares-lead = A link shows the incident as it is now, to anybody who has it and without an account: identifiers shortened, callers counted and not named. It does not change later.
shares-for = Works for
shares-days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
shares-make = Make a link
shares-new = The link
shares-new-text = It is shown this once: only its fingerprint is kept. Whoever has it can open it until it expires or you take it back.
shares-links = Links
shares-made = Made (UTC)
shares-state = State
shares-views = Opened
shares-revoke = Take back
shares-revoke-go = Take back
shares-revoked = taken back at { $at }
shares-expired = expired at { $at }
shares-live = works until { $at }
shared-gone = There is nothing here
shared-gone-text = The link is wrong, has expired, or was taken back. Ask who gave it to you for another.
shared-about = Shared at { $at }, works until { $until }. Read only; identifiers are shortened.
shared-what = What happened
shared-state = State
shared-many = How many
shared-figures = { $calls ->
    [one] { $calls } call
   *[other] { $calls } calls
} of { $callers ->
    [one] { $callers } caller
   *[other] { $callers } callers
}
shared-resolved = Resolved
shared-heals = Heals by itself
shared-where = API, stage, authorizer
shared-note = As it was when it was shared. AWS’s texts and ARNs are not translated.


# Trends
nav-trends = Trends
trends-title = Trends
trends-title-of = Trends of { $of }
trends-all-stages = All stages
trends-past = Nothing came recently: the newest stored call is of { $last }, so its last hours are shown.
trends-misread = Not understood and left out: { $names }. Moments are written as 2026-08-01T14:02:31 (UTC) or as milliseconds since 1970.
trends-over-time = Refused or failed calls, by cause
trends-range-label = Time range
trends-range-15m = 15 min
trends-range-1h = 1 h
trends-range-6h = 6 h
trends-range-24h = 24 h
trends-range-7d = 7 days
trends-range-all = All that is stored
trends-earlier = ← Earlier
trends-later = Later →
trends-wider = − Wider
trends-narrower = + Narrower
trends-from = From (UTC)
trends-to = To (UTC)
trends-go = Show
trends-shown = { $from } – { $to }, a column is { $step }
trends-stages = Stages
trends-stage = Stage
trends-calls = Calls
trends-refused = Refused or failed
trends-refused-of = { $n } ({ $share })
trends-week-before = A week before
trends-no-week-before = not stored
trends-top = Most frequent cause
trends-line = Over the range
chart-summary = { $refused ->
    [one] { $refused } of { $requests } calls ({ $share }) was refused or failed from { $from } to { $to }; a column is { $step }.
   *[other] { $refused } of { $requests } calls ({ $share }) were refused or failed from { $from } to { $to }; a column is { $step }.
}
chart-empty = No call is stored in this range.
chart-none-refused = No call was refused or failed in this range.
chart-week-before = A week before
chart-others = All other causes
chart-step-minutes = { $n ->
    [one] 1 minute
   *[other] { $n } minutes
}
chart-step-hours = { $n ->
    [one] 1 hour
   *[other] { $n } hours
}
chart-step-days = { $n ->
    [one] 1 day
   *[other] { $n } days
}
chart-mark-deployed = { $what } was deployed at { $at }
chart-mark-changed = { $what }: another configuration was first seen at { $at }
chart-table = The same as a table
chart-table-note = Columns in which nothing was refused, now and a week before, are left out.
chart-table-from = From (UTC)
chart-table-calls = All calls
home-latest-title = Latest hours
home-latest-more = Other ranges, and each stage
card-how = How to do it
card-check = How to see that it helped
card-rollback = How to go back
card-look-up = Look up first, since the log does not name it: { $ids }.
card-see-cache = See the cache of that moment
card-blast-emptied = { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} lived on the stage when the call came. Each of about { $callers ->
    [one] { $callers } caller
   *[other] { $callers } callers
} of that minute asks the authorizer once more.
card-blast-emptied-entries = { $entries ->
    [one] { $entries } entry
   *[other] { $entries } entries
} lived on the stage when the call came; their callers ask the authorizer once more.
card-blast-uncached = The authorizer is then asked { $uncached } times a second instead of { $fresh }, as the traffic was: about { $more } invocations a day more.
card-no-identity-check = This is a REQUEST authorizer: without a cache it is called even when its identity sources are missing.
card-evaluation = The log says of the evaluation:
id-region = region
id-api = API id
id-stage = stage
id-authorizer = authorizer id

## The overview's answer

answer-headline = { $stage } since { $since }: { $share } of calls refused or failed
answer-ours = Is it ours?
answer-ours-figures = { $ours } refused by authorizer or policy, { $beside } elsewhere
answer-ours-unknown = { $ours } refused by authorizer or policy, { $beside } elsewhere, { $unknown } not known by what
answer-bad = How bad?
answer-bad-figures = { $n ->
    [one] { $n } call, { $share }
   *[other] { $n } calls, { $share }
}
answer-before = before that: { $share }
answer-no-before = no calls are stored from before that
answer-since = Since when?
answer-others = { $n ->
    [one] and { $n } other incident
   *[other] and { $n } other incidents
}
answer-changed = What changed?
answer-changed-before = { $span } before the first call
answer-nothing-changed = Nothing that is known in the day before.
chart-brush = Draw over the chart to see a part of it.
trends-status = Status
trends-status-all = All refusals
chart-mark-flushed = { $what } flushed before { $at }, as its caches tell
cache-flushed = The stage’s cache was flushed between { $after } and { $before }: { $n ->
    [one] { $n } entry was
   *[other] { $n } entries were
} answered anew before it had died, and none from before serves on.

# What is carried elsewhere.
takeaway = Copy as
takeaway-link = Link
takeaway-curl = The call again, by curl
takeaway-curl-note = Put the caller’s token into { $variable } first: none is kept here.
takeaway-cli = Its lines, by the AWS CLI
takeaway-insights = Query of CloudWatch Logs Insights
takeaway-group = Log group { $group }
takeaway-console = Open CloudWatch Logs Insights with this query
takeaway-authorizers = Open the API’s authorizers in AWS’s console
takeaway-markdown = Markdown, for a ticket
takeaway-json = JSON, for programs
takeaway-save = Save as a file
takeaway-csv = Save as CSV
takeaway-csv-most = (the newest { $n } at most)
takeaway-csv-cut = The newest { $n } rows; there are more. Narrow the filters.
takeaway-decided = decided
takeaway-when = When
takeaway-call = Call
takeaway-number = Incident
takeaway-key = What groups its calls
takeaway-owner = Looked after by
takeaway-proof = The latest call:
takeaway-timeline = Timeline
takeaway-first-call = first call
takeaway-last-call = last call
takeaway-heals = the last cached refusal ends by itself

# Team.
forbidden-title = Only for administrators
forbidden-text = Ask an administrator of this workspace.
settings-workspace = Workspace
team-title = Team
team-lead = Who signs in here. Members may do everything but what concerns people and the workspace as a whole.
team-note = For whom (optional)
team-note-help = Only administrators see it.
team-note-column = For whom
team-unnoted = no note
team-invite = Make an invitation
team-invited = Open invitations
team-until = Works until (UTC)
team-withdraw = Withdraw
team-link = The invitation
team-link-text = It is shown this once: only its fingerprint is kept. Whoever opens it first becomes a member; it dies when it is used, and after 7 days.
team-people = People
team-role = Role
team-since = Since (UTC)
team-change = Change
team-you = (you)
team-last = The only administrator stays.
team-make-member = Make a member
team-make-administrator = Make an administrator
team-remove = Remove…
team-remove-text = Signed out everywhere at once. What they did stays, under their name, which nobody else can take. This cannot be undone.
team-remove-go = Remove { $name }
team-gone = Removed
team-gone-text = They cannot sign in. Their names stay where they did something.
team-done-withdrawn = The invitation is withdrawn.
team-done-role = The role is changed.
team-done-removed = Removed, and signed out everywhere.
role-administrator = Administrator
role-member = Member
problem-mate-gone = That person was removed already.
problem-last-administrator = The only administrator can neither be removed nor made a member. Make somebody else an administrator first.
problem-name = Choose a name of 1 to 50 characters: letters, digits, spaces and . - _ ' @ +
problem-name-taken = Somebody has this name, or had it. Choose another; the invitation still works.
invite-title = You are invited to why403
invite-lead = Choose the name and the password that you will sign in with.
invite-name-rule = The team sees it beside what you do.
invite-go = Join
invite-gone = There is no invitation here
invite-gone-text = The link is wrong, was used or withdrawn, or has expired. Ask who invited you for another.

# Several incidents at once.
incident-owner = Who looks after it
incident-nobody = nobody
incident-assign = Assign
activity-assigned-to = asked @{ $name } to look after it
activity-undone = undid what was done about several
several-label = Several at once
several-ticked = Ticked:
several-tick = Tick incident #{ $n }
several-ever = until it is reopened
batch-resolved = { $n ->
    [one] One incident is resolved.
   *[other] { $n } incidents are resolved.
}
batch-reopened = { $n ->
    [one] One incident is open again.
   *[other] { $n } incidents are open again.
}
batch-ignored = { $n ->
    [one] One incident is ignored.
   *[other] { $n } incidents are ignored.
}
batch-assigned = { $n ->
    [one] One incident is assigned.
   *[other] { $n } incidents are assigned.
}
batch-unassigned = { $n ->
    [one] One incident is nobody’s now.
   *[other] { $n } incidents are nobody’s now.
}
batch-other = { $n ->
    [one] One incident is changed.
   *[other] { $n } incidents are changed.
}
batch-undo = Undo
batch-undone = Undone: { $undone } of { $n } are as they were. What was done about others since is left alone.
problem-owner = That person is not here any more. Choose somebody else.
problem-none-ticked = Tick at least one incident first.
problem-incidents-gone = There are no such incidents any more.
problem-not-undone = That cannot be undone: it was undone already, or is more than a day ago.

# All links, and passphrases.
all-shares-title = Public links
all-shares-lead = { $n ->
    [one] One link to an incident is live: it can be opened by whoever has it, without an account.
   *[other] { $n } links to incidents are live: each can be opened by whoever has it, without an account.
}
all-shares-switch = No public links
all-shares-on = Incidents can be shared by link. Switched off, no link can be made and none opens; when it is switched back, links that have neither expired nor been taken back open again.
all-shares-off = There are no public links: none can be made, and those that were made answer as if they had never been. When this is switched back, links that have neither expired nor been taken back open again.
all-shares-turn-off = Switch all links off
all-shares-turn-on = Allow links again
all-shares-cut = The newest are shown.
all-shares-incident = Incident
all-shares-revoke-title = Take all back
all-shares-revoke = { $n ->
    [one] Take one link back…
   *[other] Take { $n } links back…
}
all-shares-revoke-text = They never open again, also for who has opened them before. This cannot be undone.
all-shares-revoke-go = { $n ->
    [one] Take one link back for good
   *[other] Take { $n } links back for good
}
all-shares-revoked = { $n ->
    [one] One link was taken back.
   *[other] { $n } links were taken back.
}
shares-passphrase = Passphrase
shares-passphrase-yes = asked for
shares-passphrase-no = none
shares-passphrase-ask = Passphrase (optional)
shares-passphrase-help = At least 12 characters; tell it another way than the link. It is not shown again.
shares-with-passphrase = with a passphrase
shares-none-public = This workspace has no public links: an administrator has switched them off.
problem-no-public-links = This workspace has no public links: an administrator has switched them off.
problem-passphrase = The passphrase is not right.
problem-passphrase-short = The passphrase needs at least 12 characters.
problem-passphrase-common = This passphrase is too easily guessed; take another.
locked-title = A passphrase, please
locked-text = Whoever gave you the link can tell you its passphrase.
locked-go = Open
