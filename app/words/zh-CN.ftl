# why403 的简体中文文案。键与槽位须与 en.ftl 一致（有测试保证）。
# 术语：authorizer 授权方 · identity source 身份源 · resource policy 资源策略 · explicit deny 明确拒绝 · implicit deny 隐式拒绝 ·
# policy caching 策略缓存 · cache key 缓存键 · stage 阶段 · flush 刷新 · evidence 证据 · proved 已证实 · inferred 推断。
# API 名称、错误原文、JSON、ARN、TTL、主体 ID 保留英文原样。

## 框架

product = why403
tagline = API Gateway 为何拒绝调用
skip-to-content = 跳到正文
nav-label = 主导航
nav-overview = 概览
nav-incidents = 事件
nav-requests = 请求
nav-paste = 粘贴
nav-playground = 策略演练
nav-sources = 数据源
nav-settings = 设置
search-label = 搜索
search-placeholder = 请求 ID、日志行、方法 ARN、路径、调用方
waiting-text = 查询需要一些时间。
waiting-stop = 停止
search-go = 查找
theme-label = 主题
theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色
language-label = 语言
signed-in-as = 已登录：{ $name }
sign-out = 退出登录
utc = UTC
sample-badge = 示例
copy = 复制
copy-link = 复制链接
copied = 已复制
copy-failed = 此处不允许复制，请选中文字
none-known = 日志中没有
this-call = 此调用

span-milliseconds = { $n } 毫秒
span-seconds = { $n } 秒
span-minutes = { $large } 分 { $small } 秒
span-minutes-whole = { $large } 分钟
span-hours-whole = { $large } 小时
span-hours = { $large } 小时 { $small } 分

## 等级、关卡、通过情况

grade-proved = 已证实
    .why = 证据中有明文。
grade-inferred = 推断
    .why = 由证据和 API Gateway 的已知行为推出。
grade-unknown = 未知
    .why = 证据无法说明。

status-logged = 日志所记
status-inferred = 推断

gate-waf = AWS WAF
gate-resource_policy = 资源策略
gate-identity = 身份
gate-authorizer = 授权方
gate-authorizer_policy = 策略
gate-usage_plan = 使用计划
gate-integration = 集成
gate-response = 响应

passage-passed = 通过
passage-cached = 由缓存应答
passage-refused = 在此被拒绝
passage-not_reached = 未到达
passage-not_logged = 日志未提及
passage-absent = 此方法没有

gate-note-no-deny = 无明确拒绝
gate-note-identity-present = 身份齐全
gate-note-identity-refused = 缺失或格式不符
gate-note-identity-or-authorizer = 在此，或由授权方
gate-note-called = 已调用
gate-note-cached-before = 缓存于 { $before } 前
gate-note-cached = 来自缓存
gate-note-raised = 抛出 Unauthorized
gate-note-failed = 失败
gate-note-allows = 允许
gate-note-explicit = 明确拒绝
gate-note-implicit = 没有语句允许
gate-note-key-refused = 密钥被拒
gate-note-throttled = 被限流
gate-note-quota = 配额用尽
gate-note-answered = 已应答
gate-note-status = { $status }

gates-label = 调用依次经过的关卡
gates-mini-refused = 被拒于：{ $gate }
gates-mini-cached = 被拒于：{ $gate }（授权方的应答来自缓存）
gates-mini-allowed = 通过了所有关卡
gates-mini-unknown = 关卡未知

## 原因

cause-none = 已允许
cause-resource_policy_deny = 资源策略拒绝
cause-identity_rejected = 身份被拒
cause-authorizer_raised_unauthorized = 授权方抛出 Unauthorized
cause-unauthorized = 未授权
cause-authorizer_error = 授权方出错
cause-authorizer_policy_deny = 授权方策略拒绝
cause-api_key_rejected = API 密钥被拒
cause-throttled = 被限流
cause-quota_exceeded = 配额用尽
cause-waf_blocked = 被 AWS WAF 阻止
cause-route_not_found = 路由不存在
cause-iam_auth_failed = IAM 签名失败
cause-not_mapped = 未映射
cause-cache_invalidation_refused = 缓存失效请求被拒
cause-backend_refused = 后端拒绝
cause-integration_error = 集成出错
cause-client_error = 客户端错误
cause-unknown = 未知
cause-refused = 所有拒绝与失败

deny-explicit = 明确拒绝
deny-implicit = 隐式拒绝
deny-unknown = 明确或隐式：未知
origin-fresh = 新取得
origin-cached = 缓存
origin-unknown = 新取得或缓存：未知

story-none = 已允许
    .title = { $call } 已被允许
    .verdict = 每一道关卡都<allowed>放行了此调用</allowed>。
    .meaning = 这里没有任何拒绝。如果客户端仍然看到错误，错误来自后端的应答，或发生在 API Gateway 之前。

story-authorizer_policy_deny-implicit-cached = 缓存的策略未覆盖此调用
    .title = 缓存的策略未覆盖 { $call }
    .verdict = 授权方没有被调用。它对{ $filled ->
        [none] 先前某次调用
       *[other] 先前 <b>{ $filled }</b>
    }的应答<cached>仍在缓存中</cached>，而该策略<refused>未覆盖 { $call }</refused>，因此 API Gateway 予以拒绝。
    .meaning = API Gateway 按调用方的身份保存授权方返回的策略，并用于该阶段的所有方法和路径。若策略只写明当时那一次调用，在它到期之前，同一调用方的其他调用都会被拒绝。

story-authorizer_policy_deny-implicit-fresh = 授权方的策略不允许此调用
    .title = 授权方的策略不允许 { $call }
    .verdict = 授权方<b>已被调用</b>，但它返回的策略中<refused>没有语句允许 { $call }</refused>，因此 API Gateway 予以拒绝。
    .meaning = 没有语句允许即为拒绝。函数已经应答，但所列的资源或操作与此调用不符。

story-authorizer_policy_deny-implicit-unknown = 授权方的策略不允许此调用
    .title = 授权方的策略不允许 { $call }
    .verdict = 授权方的策略中<refused>没有语句</refused>允许 { $call }，因此 API Gateway 予以拒绝。该策略是<unknown>新取得的还是缓存的</unknown>，由此无法判断。
    .meaning = 没有语句允许即为拒绝。如果同一调用方不久前曾被允许，很可能是缓存的策略所致。

story-authorizer_policy_deny-explicit-cached = 缓存的策略拒绝了此调用
    .title = 缓存的策略拒绝了 { $call }
    .verdict = 授权方没有被调用。它对{ $filled ->
        [none] 先前某次调用
       *[other] 先前 <b>{ $filled }</b>
    }的应答<cached>仍在缓存中</cached>，该策略中有一条语句<refused>拒绝了 { $call }</refused>。
    .meaning = 拒绝与允许一样会被缓存：曾被拒绝的调用方在条目到期前会一直被拒绝，即使授权方现在会允许。

story-authorizer_policy_deny-explicit-fresh = 授权方拒绝了此调用
    .title = 授权方拒绝了 { $call }
    .verdict = 授权方<b>已被调用</b>，它返回的策略中有一条语句<refused>拒绝了 { $call }</refused>，因此 API Gateway 予以拒绝。
    .meaning = 这是函数的决定：它认得调用方，并予以拒绝。明确拒绝优先于任何允许，包括资源策略中的允许。

story-authorizer_policy_deny-explicit-unknown = 授权方的策略拒绝了此调用
    .title = 授权方的策略拒绝了 { $call }
    .verdict = 授权方的策略中有一条语句<refused>拒绝了 { $call }</refused>。该策略是<unknown>新取得的还是缓存的</unknown>，由此无法判断。
    .meaning = 明确拒绝优先于任何允许。如果授权方的决定此后已改变，缓存的策略仍可能继续拒绝。

story-authorizer_policy_deny-unknown-cached = 缓存的策略拒绝了此调用
    .title = 缓存的策略拒绝了 { $call }
    .verdict = 授权方没有被调用。它对{ $filled ->
        [none] 先前某次调用
       *[other] 先前 <b>{ $filled }</b>
    }的应答<cached>仍在缓存中</cached>，该策略<refused>拒绝了 { $call }</refused>；是明确拒绝还是没有语句允许，<unknown>由此无法判断</unknown>。
    .meaning = 在到期之前，API Gateway 会把同一策略用于该阶段的所有方法和路径。最常见的情形是策略只写明当时那一次调用。

story-authorizer_policy_deny-unknown-fresh = 授权方的策略拒绝了此调用
    .title = 授权方的策略拒绝了 { $call }
    .verdict = 授权方<b>已被调用</b>，它的策略<refused>拒绝了 { $call }</refused>；是明确拒绝还是没有语句允许，<unknown>由此无法判断</unknown>。
    .meaning = 函数返回的策略没有放行此调用。策略本身不在日志中，或已被截断。

story-authorizer_policy_deny-unknown-unknown = 授权方的策略拒绝了此调用
    .title = 授权方的策略拒绝了 { $call }
    .verdict = 授权方的策略<refused>拒绝了 { $call }</refused>。是明确拒绝还是没有语句允许，策略是<unknown>新取得的还是缓存的</unknown>，由此无法判断。
    .meaning = 打开数据跟踪后，执行日志会记下策略以及函数是否被调用。

story-resource_policy_deny-explicit = 资源策略拒绝了调用方
    .title = 资源策略拒绝了 { $call }
    .verdict = API 的资源策略中有一条语句<refused>拒绝了此调用方</refused>，授权方<b>根本没有被调用</b>。
    .meaning = 资源策略的明确拒绝先于授权方检查：策略排除了某个源地址、VPC 终端节点或账户。

story-resource_policy_deny-implicit = 资源策略不允许此调用方
    .title = 资源策略不允许 { $call }
    .verdict = API 的资源策略中<refused>没有语句</refused>允许此调用方，因此 API Gateway 在任何授权方之前予以拒绝。
    .meaning = 有资源策略而方法没有授权方时，未被允许者即被拒绝：常见的是地址不在允许列表中。

story-resource_policy_deny-unknown = 资源策略拒绝了此调用方
    .title = 资源策略拒绝了 { $call }
    .verdict = API 的资源策略<refused>拒绝了此调用方</refused>；是明确拒绝还是没有语句允许，<unknown>由此无法判断</unknown>。
    .meaning = 拒绝出现在任何授权方日志之前，因此由资源策略（或 IAM 策略）作出。

story-identity_rejected = 身份缺失或格式不符
    .title = { $call } 没有可用的身份
    .verdict = API Gateway <refused>在调用授权方之前</refused>就返回了 401：某个身份源缺失、为空，或不符合验证表达式。
    .meaning = 授权方把所需的请求头或参数列为身份源。缺少其中之一时，API Gateway 不调用函数即拒绝；函数自己的日志是空的。

story-authorizer_raised_unauthorized = 授权方抛出了 Unauthorized
    .title = 授权方对 { $call } 抛出了 Unauthorized
    .verdict = 授权方<b>已被调用</b>，并抛出 <code>Unauthorized</code>，API Gateway 据此返回 <refused>401</refused>。
    .meaning = 函数读到了身份并拒绝了它：已过期、签名不符、已撤销，或签发者不同。这种应答不会被缓存。

story-unauthorized = 以 401 拒绝
    .title = { $call } 因未授权被拒绝
    .verdict = API Gateway 返回了 <refused>401</refused>。是身份缺失还是授权方拒绝，<unknown>由此无法判断</unknown>。
    .meaning = 两种情形在客户端看来相同，未打开数据跟踪时在日志中也相同。打开数据跟踪后，会看到对函数的调用。

story-authorizer_error = 授权方出错
    .title = 授权方处理 { $call } 时出错
    .verdict = 授权方的函数<refused>执行失败、无法调用，或返回的不是策略</refused>，因此 API Gateway 返回 500。
    .meaning = 这是故障而不是决定：没有谁拒绝了调用方。失败不会被缓存。

story-api_key_rejected = API 密钥被拒绝
    .title = { $call } 的 API 密钥被拒绝
    .verdict = 授权方放行了此调用，但 API 密钥<refused>缺失，或不属于此阶段的任何使用计划</refused>。
    .meaning = 此方法要求 API 密钥。密钥须已启用，且其使用计划须包含此 API 和阶段。与授权方无关。

story-throttled = 调用被限流
    .title = { $call } 被限流
    .verdict = 所有策略都允许此调用，但它来得<refused>超过了速率限制</refused>，因此 API Gateway 返回 429。
    .meaning = 达到了使用计划、阶段、方法或账户的速率与突发上限。

story-quota_exceeded = 配额已用尽
    .title = { $call } 的配额已用尽
    .verdict = 所有策略都允许此调用，但使用计划的<refused>配额已用尽</refused>。
    .meaning = 该密钥当日、当周或当月的配额已用完，下一周期恢复。

story-waf_blocked = AWS WAF 阻止了此调用
    .title = AWS WAF 阻止了 { $call }
    .verdict = 在检查任何策略之前，AWS WAF 的一条规则就<refused>阻止了此调用</refused>。
    .meaning = 与授权方无关：阶段所关联的 web ACL 先作了决定。

story-route_not_found = 没有这个路由
    .title = 没有 { $call } 的路由
    .verdict = 此阶段<refused>没有这个路径或方法</refused>；API Gateway 返回的 <code>Missing Authentication Token</code> 容易误导。
    .meaning = 与授权方无关。可能是路径拼写有误、方法尚未部署，或在自定义域名后多写了阶段名。

story-iam_auth_failed = IAM 签名失败
    .title = { $call } 的 IAM 签名失败
    .verdict = 此方法使用 IAM 授权，而签名<refused>错误、已过期或不完整</refused>。
    .meaning = 密钥有误、会话令牌已过期、时钟不准，或区域与服务不符。

story-not_mapped = 边缘拒绝了此调用
    .title = 边缘拒绝了 { $call }
    .verdict = API Gateway 的边缘<refused>在到达任何阶段之前</refused>返回了 <code>Forbidden</code>。
    .meaning = 域名没有基本路径映射、默认终端节点已停用，或双向 TLS 握手失败。

story-cache_invalidation_refused = 缓存失效请求被拒绝
    .title = { $call } 无权使缓存失效
    .verdict = 客户端以 <code>Cache-Control: max-age=0</code> 要求新的应答，但<refused>无权使响应缓存失效</refused>。
    .meaning = 阶段设置为以 403 拒绝此类请求。与授权方无关。

story-backend_refused = 后端自行拒绝
    .title = 后端拒绝了 { $call }
    .verdict = API Gateway 的每一道关卡都<allowed>放行了此调用</allowed>；<refused>后端自行</refused>返回了 { $status }。
    .meaning = 与授权方无关：请检查后端自己的授权。

story-integration_error = 集成失败
    .title = { $call } 的集成失败
    .verdict = 所有策略都<allowed>允许了此调用</allowed>，但<refused>集成失败</refused>。
    .meaning = 后端无法连接、超时，或返回了 API Gateway 无法使用的内容。

story-client_error = 请求不可接受
    .title = { $call } 的请求不可接受
    .verdict = 该调用得到 <refused>{ $status }</refused>：请求本身不被 API Gateway 或后端接受。
    .meaning = 缺少参数、正文与模型不符，或类型、大小不受支持。

story-unknown = 无法判断为何结束
    .title = 由此无法判断 { $call } 为何结束
    .verdict = 这里的内容<unknown>无法说明</unknown>是哪一道关卡结束了此调用。
    .meaning = 日志级别可能是 ERROR，摘录可能不完整，文字可能为几道关卡所共用，或其形式未知。所有内容都保留在下方。

## 怎么办

steps-title = 怎么办
step-confirm-caching = 确认是否缓存应答
    .why = 没有信息说明授权方的 TTL，此处按 API Gateway 的默认值 300 秒推断。若 TTL 为 0，以下与缓存有关的做法均无效。
step-wait = 等待
    .why = 缓存的应答将于 { $heals } 到期，除非有新的调用再次写入。
step-wait-ttl = 等待
    .why = 缓存的应答在 TTL 过后到期：默认 300 秒，最长一小时。
step-flush = 刷新此阶段的授权方缓存
    .why = 立即对所有调用方生效：各自的下一次调用会重新询问授权方。
step-cover-methods = 让策略覆盖该调用方的所有调用
    .why = 根本解决：返回此调用方可用的全部方法和路径，而不只是当时请求的那一个。
step-cache-off = 或关闭缓存
    .why = TTL 为 0 时每次调用都会询问授权方：更慢，调用费用更高。此时即使缺少身份源，REQUEST 授权方也会被调用。
step-change-identity-source = 或改用其他请求头区分调用方
    .why = 更换身份源即更换缓存键，旧的应答不再生效。重新部署后用新的请求头再次调用；此后调用方必须发送该请求头。
step-deploy = 重新部署该阶段
    .why = 修改过的内容只有在该阶段重新部署之后才生效。
step-read-statement = 查看作出决定的语句
    .why = 它引用在“策略”一项中；看它与此调用在哪一段不同。
step-fix-authorizer = 修正授权方返回的内容
    .why = 在生成策略的函数中为此调用加上 Allow，或撤回 Deny。
step-ask-owner = 询问授予权限的人
    .why = 授权方是有意拒绝的；调用方可能确实没有权限。
step-data-trace = 暂时打开数据跟踪
    .why = 日志随后会记下策略以及它是否来自缓存。数据跟踪会把令牌写进日志组，用完请关闭。
step-fix-resource-policy = 修改资源策略，然后部署阶段
    .why = 修改后的资源策略在重新部署之后才生效。
step-check-source = 核对调用的来源
    .why = 将源地址、VPC 终端节点和账户与策略条件对照；经由 VPC 终端节点时应看 aws:VpcSourceIp。
step-send-identity = 发送身份
    .why = 请求头或参数必须存在、不为空，且拼写与身份源一致。
step-check-expression = 检查验证表达式
    .why = 不符合表达式的令牌在调用函数之前就会被拒绝。
step-renew-token = 取得新的令牌
    .why = 令牌过期或被撤销是最常见的原因。
step-read-authorizer-log = 查看授权方自己的日志
    .why = 函数的日志组会说明它在此刻拒绝了什么，或在哪里失败。
step-check-permission = 确认 API Gateway 可以调用该函数
    .why = 为此 API 的授权方授予 lambda:InvokeFunction，或检查授权方所设的角色。
step-check-answer = 检查应答的结构
    .why = principalId，以及含 Version 和 Statement 的 policyDocument；context 的值只能是字符串、数字或布尔值。
step-send-key = 发送 API 密钥
    .why = 放在请求头 x-api-key 中，且密钥已启用。
step-attach-key = 把密钥加入此阶段的使用计划
    .why = 没有使用计划，或使用计划属于其他阶段的密钥会被拒绝。
step-slow-down = 降低频率，并以递增的间隔重试
    .why = 上限按每秒计算，并允许一定的突发。
step-raise-limit = 提高上限
    .why = 在使用计划、阶段的方法设置或账户配额中调整。
step-read-waf = 查看 WAF 日志
    .why = 其中写明了起作用的规则。
step-check-route = 将路径和方法与已部署的内容对照
    .why = 对资源和方法的修改在部署之后才生效。
step-sign-again = 重新签名
    .why = 使用当前凭证、正确的区域、服务 execute-api 和准确的时钟。
step-check-domain = 检查域名、基本路径映射和终端节点
    .why = 映射可能缺失或指向旧阶段；默认终端节点可能已停用。
step-cache-right = 授予权限，或修改设置
    .why = 为客户端授予 execute-api:InvalidateCache，或让阶段忽略该请求头。
step-read-backend = 查看后端的日志
    .why = 凭请求 ID 和 X-Ray ID 可以找到同一次调用。
step-check-integration = 检查集成
    .why = 它的地址、权限、超时以及应答的结构。
step-fix-request = 修正请求
    .why = 下方的日志行写明了哪里不被接受。
step-more-log = 记录更多日志
    .why = 日志级别 INFO 说明关卡；数据跟踪说明策略；访问日志说明方法、路径和调用方。
command-label = AWS CLI
command-scope = 清除 API { $api } 阶段 { $stage } 的全部缓存应答。无需撤销。

## 事实

why-title = 原因
facts-decided-by = 由谁决定
facts-decided-statement = 策略的第 { $number } 条语句 · { $deny }
facts-decided-silence = 策略中没有相符的语句 · { $deny }
facts-policy = 策略
facts-call = 调用
facts-origin = 策略来源
facts-filled-by = 写入缓存者
facts-filled = { $call }，{ $at }
facts-filled-unnamed = 一次调用，{ $at }
facts-filled-outside = 请求 { $id }，不在已保存的调用中
facts-age = ，比本次调用早 { $age }
beside-title = 与填充缓存的调用对比
beside-lead = 两次调用共用一个缓存条目。以下是它们之间的全部差异。
beside-fact = 项目
beside-this = 本次调用
beside-filling = 填充缓存的调用
beside-none = 未记录
beside-method = 方法
beside-path = 路径
beside-time = 时间（UTC）
beside-status = 状态码
beside-outcome = 结果
beside-origin = 策略来自
beside-principal = 主体
facts-heals = 恢复
facts-heals-at = 将于 { $at } 自行恢复
facts-status = 状态码
facts-principal = 主体
facts-authorizer = 授权方
facts-api = API 与阶段
facts-request-id = 请求 ID
facts-cache = 缓存
facts-cache-then = 当时授权方缓存中的有效内容
facts-configuration = 配置
facts-configuration-given = 按随日志提供的配置
facts-configuration-seen = 按自 { $at } 起看到的配置
facts-configuration-between = 按 { $at } 看到的配置，之后在未知的时间有过改动
facts-configuration-later = 按 { $at } 首次看到的配置，晚于此次调用
facts-extended-id = 扩展请求 ID
facts-duration = 首行至末行
meta-heals = 将于 { $at } 自行恢复
meta-heals-assumed = 将于 { $at } 自行恢复（假定 TTL 为 300 秒）
missing-title = 日志没有说明的

missing-see-stage = 此阶段记录了什么，以及应开启什么
missing-data_trace = 策略是新取得的还是缓存的。
    .show = 打开阶段的数据跟踪即可看到。
missing-method_and_path = 被拒绝调用的方法和路径。
    .show = 含 $context.httpMethod 和 $context.path 的访问日志会写明。
missing-filling_request = 写入缓存条目的调用：它不在这些日志行之内。
    .show = 请导入前一小时的日志。
missing-one_candidate = 是几个缓存策略中的哪一个作了应答。
    .show = 访问日志中的授权方字段可以说明。
missing-whole_policy = 完整的策略：API Gateway 在 1,024 个字符处截断了它。
    .show = 授权方自己的日志可能有全文。
missing-authorizer_ttl = 授权方的 TTL；此处按 300 秒计。
    .show = 授权方的配置中写明（authorizerResultTtlInSeconds）。
missing-condition_key = 策略条件所需的某个值。
    .show = 含 $context.identity.* 的访问日志可能记有该值。
missing-status = 客户端看到的状态码。
    .show = 含 $context.status 的访问日志会写明。
missing-start = 调用的开头：最初几行不在这里。
    .show = 请导入范围更大的摘录。
missing-resource_policy = 资源策略本身。
    .show = 它在 API 的设置中（aws apigateway get-rest-api）。
missing-access_log = 是哪一道关口拒绝的。
    .show = 含 $context.error.responseType 和各阶段状态的访问日志会写明。
missing-response_headers = 响应由谁写出。
    .show = 响应头可以说明：x-amzn-errortype、x-amzn-requestid 和 x-amz-apigw-id。
missing-snapshot = 调用发生时的配置：已知的配置是在另一时间看到的。
    .show = 定期拍摄的快照会说明何时生效的是什么。
missing-methods = 是否有这个方法，以及它是否要求 IAM 签名。
    .show = API 的资源会列出它们（aws apigateway get-resources --embed methods）。

## 关于各个原因：会看到什么、为何拒绝、凭什么确定

about-title = 关于此原因：{ $cause }
about-seen = 会看到什么
about-why = 为何拒绝
about-settles = 凭什么确定
about-source = 来源

doc-none =
    .seen = 日志以成功结束，或以并非拒绝的状态码结束。
    .why = 没有关卡拒绝：所有被询问的策略都允许了此调用。
    .settles = 与客户端所见对照：若仍有错误，则来自 API Gateway 之前，或状态码在返回途中被更改。
doc-resource_policy_deny =
    .seen = 在任何授权方日志行之前出现 “ExplicitDenyException”，或没有授权方日志行却出现 “The client is not authorized”。客户端收到的文字写明 execute-api:Invoke 和资源。
    .why = 资源策略先于授权方检查明确拒绝，之后再与授权方的策略一并判断。
    .settles = 已部署的策略，以及调用方的源地址、VPC 终端节点或账户。
doc-identity_rejected =
    .seen = “Starting authorizer” 之后直接出现 “Unauthorized request”，其间没有调用函数；客户端收到 401。
    .why = 每个身份源都必须存在且不为空，令牌须符合验证表达式，否则不会调用函数。
    .settles = 数据跟踪会显示函数未被调用；授权方的配置写明身份源。
doc-authorizer_raised_unauthorized =
    .seen = 先调用授权方的函数，随后出现 “Unauthorized request”；客户端收到 401。
    .why = 函数抛出的错误恰为 “Unauthorized” 时返回 401，其他错误一律为 500。
    .settles = 函数自己的日志会说明为何拒绝令牌。
doc-unauthorized =
    .seen = 没有数据跟踪的 “Unauthorized request”，或只有客户端收到的 401。
    .why = 身份缺失与被函数拒绝，返回的内容相同。
    .settles = 数据跟踪，或访问日志字段 authorizer.status 和 authorizer.requestId：后者有值即表示函数已被调用。
doc-authorizer_error =
    .seen = “Execution failed due to configuration error” 并带有 “Authorizer error” 或无法解析的策略；客户端收到 500，正文常为 { "{" }"message":null{ "}" }。
    .why = 函数抛出错误、超时、无法调用，或返回的不是策略。这些结果都不会被缓存。
    .settles = 函数自己的日志，以及它对此授权方的调用权限。
doc-authorizer_policy_deny =
    .seen = 授权方日志行之后出现 “The client is not authorized to perform this operation”。若有语句明确拒绝，客户端收到的文字会写 “with an explicit deny”。
    .why = 授权方此次返回的策略，或为同一身份先前调用返回的策略，会针对此方法和路径求值。缓存的策略用于该阶段的所有方法和路径。
    .settles = 数据跟踪中的策略，以及此次请求是否调用了函数。
doc-api_key_rejected =
    .seen = “API Key … not authorized” 或使用计划的拒绝行；客户端收到 403 和 “Forbidden”。
    .why = 此方法要求密钥，而密钥缺失、已停用，或不在此阶段的任何使用计划中。
    .settles = 访问日志中的网关响应类型 INVALID_API_KEY，或该密钥的使用计划。
doc-throttled =
    .seen = 关于超出速率或突发上限的日志行；客户端收到 429 和 “Too Many Requests”。
    .why = 调用速度超过了使用计划、方法、阶段或账户的上限。
    .settles = 是哪一个上限：网关响应类型 THROTTLED 以及该阶段的指标。
doc-quota_exceeded =
    .seen = 关于使用计划配额的日志行；客户端收到 429 和 “Limit Exceeded”。
    .why = 该密钥已用完计划允许的当日、当周或当月额度。
    .settles = 该密钥在计划中的用量（aws apigateway get-usage）。
doc-waf_blocked =
    .seen = 完全没有执行日志，而访问日志中有 WAF_BLOCK 或 WAF_FILTERED；客户端收到 403 和 “Forbidden”。
    .why = 阶段所关联的 web ACL 中的一条规则，在任何策略和授权方之前阻止了调用。
    .settles = WAF 日志写明结束判断的规则。
doc-route_not_found =
    .seen = 客户端收到 403 和 “Missing Authentication Token”（MissingAuthenticationTokenException）；执行日志中常常没有内容。
    .why = 没有已部署的方法具有此路径和动词时，API Gateway 就这样返回。尽管文字如此，并非缺少令牌。
    .settles = 该阶段已部署的资源，以及自定义域名之后的路径中是否多写了阶段名。
doc-iam_auth_failed =
    .seen = 客户端收到的文字提到签名、安全令牌、凭证范围，或 Authorization 请求头中的 key=value 对。
    .why = 此方法使用 IAM 授权，或 Bearer 令牌被发送到不存在的路由。
    .settles = x-amzn-errortype 中的类型、客户端的时钟，以及签名所用的区域和服务。
doc-not_mapped =
    .seen = 客户端收到 403 和 “Forbidden”，而任何阶段都没有此调用的日志行。
    .why = 域名没有与路径相应的基本路径映射、默认终端节点已停用，或双向 TLS 握手失败。
    .settles = 该域名的映射，以及本应应答的 API 的访问日志。
doc-cache_invalidation_refused =
    .seen = 客户端发送了 Cache-Control: max-age=0 并收到 403。
    .why = 该阶段的响应缓存设置为：没有 execute-api:InvalidateCache 权限而要求使缓存失效的请求，一律失败。
    .settles = 该阶段的方法缓存设置，以及客户端的权限。
doc-backend_refused =
    .seen = “Received response. Status: 401” 或 403，或执行已完成而方法以该状态码结束。
    .why = 每一道关卡都放行；401 或 403 由集成自行返回。
    .settles = 后端自己的日志，凭集成的请求 ID 查找。
doc-integration_error =
    .seen = 集成日志行之后出现 “Execution failed”：配置错误、超时或函数自身的错误；客户端收到 5XX。
    .why = 后端失败、无法连接、没有权限，或其应答无法使用。
    .settles = “Execution failed” 之后的文字，以及后端自己的日志。
doc-client_error =
    .seen = 关于请求验证的日志行，或没有关卡能解释的 4XX。
    .why = 请求缺少参数、与模型不符，或类型、大小不受支持；也可能是后端如此返回。
    .settles = 访问日志中的网关响应类型，以及集成的状态码。
doc-unknown =
    .seen = 日志行既没有写明拒绝，也没有写明状态码；或几道关卡都使用同样的文字。
    .why = 未记入日志的内容，不作猜测。
    .settles = 日志级别 INFO、短时打开的数据跟踪，以及含各步骤状态码的访问日志。

## 检查结果：标题、问题与影响、怎么办

lint-malformed-title = 策略不符合 AWS 的语法
lint-malformed-what = { $defect ->
        [not_json] 文本不是 JSON。
        [not_an_object] 策略不是 JSON 对象。
        [too_long] 文本超出此处读取的长度，其后的内容未查看。
        [too_deep] 括号嵌套超出此处读取的深度。
        [document_is_text] <code>policyDocument</code> 是装着 JSON 的文本，而不是 JSON 本身。
        [unknown_element] AWS 没有 <code>{ $found }</code> 这一元素。
        [unknown_statement_element] AWS 的语句中没有 <code>{ $found }</code> 这一元素。
        [element_case] <code>{ $found }</code> 的大小写与 AWS 的写法不同；元素名称逐字母比较。
        [duplicate_element] <code>{ $found }</code> 出现两次。此处只读最后一个；AWS 不允许重复。
        [version] <code>Version</code> 既不是 <code>2012-10-17</code>，也不是 <code>2008-10-17</code>。
        [statement_form] 有一条语句不是 JSON 对象。
        [too_many_statements] 语句数量超出此处读取的上限。
        [too_many_defects] 问题数量超出此处列出的上限。
        [no_effect] 语句缺少 <code>Effect</code>。
        [effect] <code>Effect</code> 既不是 <code>Allow</code>，也不是 <code>Deny</code>。
        [no_action] 语句既没有 <code>Action</code>，也没有 <code>NotAction</code>。
        [two_actions] 语句同时有 <code>Action</code> 和 <code>NotAction</code>。
        [action_form] <code>{ $found }</code> 不是操作：只能是 <code>*</code> 或 <code>service:name</code>。
        [no_resource] 语句既没有 <code>Resource</code>，也没有 <code>NotResource</code>。
        [two_resources] 语句同时有 <code>Resource</code> 和 <code>NotResource</code>。
        [not_text] <code>{ $found }</code> 必须是文本或文本列表。
        [empty_text] <code>{ $found }</code> 为空。
        [empty_list] <code>{ $found }</code> 是空列表。
        [empty_negated_list] <code>{ $found }</code> 是空列表：语句是针对一切还是什么都不针对，AWS 没有说明。
        [pattern_too_long] <code>{ $found }</code> 超出此处读取的长度。
        [patterns_too_long] 所有名称合计超出此处读取的长度。
        [principal_not_allowed] 授权方的策略不得写 <code>Principal</code>：它针对的就是所询问的调用方。
        [two_principals] 语句同时有 <code>Principal</code> 和 <code>NotPrincipal</code>。
        [principal_form] <code>Principal</code> 必须是 <code>"*"</code>，或形如 <code>{"{"}"AWS": …{"}"}</code> 的对象。
        [condition_form] <code>{ $found }</code> 必须是对象：先运算符，再键，再值。
        [condition_operator] AWS 没有 <code>{ $found }</code> 这一运算符。
        [condition_value] <code>{ $found }</code> 必须是文本、数字或布尔值，或它们的列表。
        [principal_id_form] <code>principalId</code> 不是文本。
        [context_form] <code>context</code> 必须是扁平的：值只能是文本、数字或布尔值。
        [usage_identifier_key_form] <code>usageIdentifierKey</code> 不是文本。
       *[other] <code>{ $found }</code> 写得不对。
    }若 API Gateway 无法读取策略，调用以 500 结束。
lint-malformed-do = 按 AWS 的语法改写该元素。

lint-missing_statement-title = 策略缺少 Statement
lint-missing_statement-what = 没有 <code>Statement</code> 的文档不是策略。授权方如此应答，调用会以 500 失败。
lint-missing_statement-do = 至少返回一条语句：<code>Effect</code>、<code>Action</code>、<code>Resource</code>。

lint-empty_principal_id-title = principalId 缺失或为空
lint-empty_principal_id-what = 授权方的应答必须在 <code>principalId</code> 中写明调用方。否则 API Gateway 无法使用该应答，调用以 500 失败。
lint-empty_principal_id-do = 将 <code>principalId</code> 设为用户 ID；未知调用方可用固定的词，例如 <code>anonymous</code>。

lint-effect_case-title = Effect 写成了“{ $found }”
lint-effect_case-what = <code>Effect</code> 逐字母比较：只有 <code>Allow</code> 和 <code>Deny</code> 有效。API Gateway 如何处理 <code>{ $found }</code>，没有文档说明。
lint-effect_case-do = 改为 <code>{ $expected }</code>。

lint-cut_policy-title = 日志截断了此策略
lint-cut_policy-what = CloudWatch 在 1,024 个字符处截断了这一行。后面可能还有语句，此处所说只适用于留下的部分。
lint-cut_policy-do = 从授权方自己的日志中取出完整策略，或在此粘贴。

lint-long_resource-title = 一个资源长达 { $found } 个字符
lint-long_resource-what = 授权方应答中的每个资源最多 { $expected } 个字符。超出时调用如何结束，AWS 没有说明。
lint-long_resource-do = 用 <code>*</code> 缩短。

lint-long_policy-title = 资源策略长达 { $found } 个字符
lint-long_policy-what = API Gateway 只保存不超过 { $expected } 个字符的资源策略，除非账户的配额已提高。
lint-long_policy-do = 合并语句，并用 <code>*</code> 缩短列表。

lint-foreign_action-title = “{ $found }”是其他服务的操作
lint-foreign_action-what = 调用方法的操作是 <code>execute-api:Invoke</code>。其他服务的操作与调用无关。
lint-foreign_action-do = 改为 <code>execute-api:Invoke</code>。

lint-unknown_action-title = execute-api 没有“{ $found }”这一操作
lint-unknown_action-what = 无论 HTTP 方法是什么，调用的操作都是 <code>execute-api:Invoke</code>。服务名称必须写全。
lint-unknown_action-do = 改为 <code>execute-api:Invoke</code>，并在 <code>Resource</code> 中写明 HTTP 方法。

lint-not_an_arn-title = 资源不是 ARN
lint-not_an_arn-what = 资源按文本与所调用方法的 ARN 比较。<code>{ $found }</code> 永远不会与之相等。
lint-not_an_arn-do = 写成 <code>arn:aws:execute-api:region:account:api-id/stage/METHOD/path</code>，可为任意值之处用 <code>*</code>。

lint-incomplete_arn-title = ARN 缺少若干部分，AWS 会补全
lint-incomplete_arn-what = AWS 将 <code>{ $found }</code> 读作 <code>{ $expected }</code>：它涵盖的远多于所写的。
lint-incomplete_arn-do = 写完整的 ARN：<code>arn:aws:execute-api:region:account:api-id/stage/METHOD/path</code>。

lint-foreign_resource-title = 资源属于“{ $found }”
lint-foreign_resource-what = 调用的 ARN 属于 <code>execute-api</code>。其他服务的 ARN 不会是其中之一。
lint-foreign_resource-do = 改写为 API 的方法：<code>arn:aws:execute-api:region:account:api-id/stage/METHOD/path</code>。

lint-short_form-title = 简写只能用于资源策略
lint-short_form-what = API Gateway 在保存资源策略时补全 <code>execute-api:/…</code>。在授权方的应答中它保持原样，不匹配任何调用。
lint-short_form-do = 写完整的 ARN，从 <code>methodArn</code> 中取得。

lint-lost_asterisk-title = ARN 在应有星号之处结束
lint-lost_asterisk-what = <code>{ $found }</code> 以斜杠结尾，因此不指向任何方法。AWS 自己页面上的示例也这样丢了星号。
lint-lost_asterisk-do = 改为 <code>{ $expected }</code>。

lint-placeholder-title = “{ $found }”没有被填写
lint-placeholder-what = <code>{ $found }</code> 像是模板的占位符或未设置的变量。它按原样比较，因此该资源不匹配任何调用。
lint-placeholder-do = 从 <code>methodArn</code> 中取区域、账户、API 和阶段，或直接写出值。

lint-masked_account-title = 账户被掩盖
lint-masked_account-what = <code>{ $found }</code> 来自错误文字，API Gateway 在其中隐藏了账户。星号在这里是通配符，尾数相同的其他账户也会匹配。
lint-masked_account-do = 写出全部十二位数字，或写 <code>*</code>。

lint-wrong_partition-title = 分区是“{ $found }”，应为“{ $expected }”
lint-wrong_partition-what = 此 API 的 ARN 以 <code>arn:{ $expected }</code> 开头，该资源永远不会匹配。
lint-wrong_partition-do = 改为 <code>{ $expected }</code>，或从 <code>methodArn</code> 中取得。

lint-wrong_region-title = 区域是“{ $found }”，应为“{ $expected }”
lint-wrong_region-what = 此 API 位于 <code>{ $expected }</code>。<code>{ $found }</code> 中的资源不是它的方法。
lint-wrong_region-do = 改为 <code>{ $expected }</code>，或从 <code>methodArn</code> 中取得。

lint-wrong_account-title = 账户是“{ $found }”，应为“{ $expected }”
lint-wrong_account-what = 此 API 属于账户 <code>{ $expected }</code>：无论谁调用，ARN 中都是它。
lint-wrong_account-do = 改为 <code>{ $expected }</code>，或从 <code>methodArn</code> 中取得。

lint-wrong_api-title = API 是“{ $found }”，应为“{ $expected }”
lint-wrong_api-what = 该资源属于另一个 API，与对 <code>{ $expected }</code> 的调用无关。
lint-wrong_api-do = 改为 <code>{ $expected }</code>，或从 <code>methodArn</code> 中取得。

lint-wrong_stage-title = 阶段是“{ $found }”，应为“{ $expected }”
lint-wrong_stage-what = 阶段逐字母比较。资源写的是 <code>{ $found }</code>，而调用的是 <code>{ $expected }</code>。
lint-wrong_stage-do = 改为 <code>{ $expected }</code>，或用 <code>*</code> 表示所有阶段。

lint-test_stage-title = “{ $found }”只存在于控制台测试中
lint-test_stage-what = 控制台测试时，API Gateway 用 <code>{ $found }</code> 代替阶段。真实的调用不会有它。
lint-test_stage-do = 从每次调用的 <code>methodArn</code> 中取阶段，或写 <code>*</code>。

lint-missing_method-title = 缺少 HTTP 方法
lint-missing_method-what = ARN 在阶段与路径之间写明 HTTP 方法。此处却是 <code>{ $found }</code>，因此什么都不匹配。
lint-missing_method-do = 写成 <code>…/stage/METHOD/path</code>，用 <code>*</code> 表示所有方法。

lint-any_method-title = 在策略中 ANY 不是通配符
lint-any_method-what = <code>ANY</code> 是 API 的一种设置。调用是 <code>GET</code> 或 <code>POST</code>，ARN 中也是如此。
lint-any_method-do = 改为 <code>*</code>。

lint-method_case-title = 方法写成了“{ $found }”
lint-method_case-what = 方法逐字母比较，调用中的方法都是大写。
lint-method_case-do = 改为 <code>{ $expected }</code>。

lint-root_slash-title = 根路径缺少斜杠
lint-root_slash-what = 调用根路径时，ARN 以斜杠结尾。没有斜杠的 <code>{ $found }</code> 不匹配任何调用。
lint-root_slash-do = 根路径写 <code>{ $expected }</code>；所有路径写 <code>{ $expected }*</code>。

lint-path_template-title = “{ $found }”按字面比较
lint-path_template-what = 调用的 ARN 中是所请求的路径：那里是实际的值，而不是 <code>{ $found }</code>。
lint-path_template-do = 改为 <code>*</code>。它也可代表斜杠。

lint-trailing_slash-title = 路径以斜杠结尾
lint-trailing_slash-what = <code>{ $found }</code> 只匹配路径以斜杠结尾的调用，其他调用未被覆盖。
lint-trailing_slash-do = 改为 <code>{ $expected }</code>，除非客户端确实带着斜杠调用。

lint-double_slash-title = 连续两个斜杠
lint-double_slash-what = 调用的 ARN 中，路径没有开头的斜杠。方法与路径之间同别处一样，只有一个斜杠。
lint-double_slash-do = 去掉第二个斜杠；若两者之间缺了一部分，请补上。

lint-query_string-title = 路径中有查询字符串
lint-query_string-what = 调用的 ARN 以路径结束，其中没有 <code>{ $found }</code>；策略中的 <code>?</code> 代表任意一个字符。
lint-query_string-do = 去掉它。策略无法按查询字符串区分调用，授权方的代码可以。

lint-variables_in_2008-title = 变量需要 Version 2012-10-17
lint-variables_in_2008-what = 没有 <code>"Version": "2012-10-17"</code> 的策略属于 2008 版，其中 <code>{ $found }</code> 只是这些字符本身。
lint-variables_in_2008-do = 在策略开头写 <code>"Version": "2012-10-17"</code>。

lint-named_principal-title = 调用方没有 IAM 主体
lint-named_principal-what = 语句针对 <code>{ $found }</code>（或除此之外的所有人）。未经 IAM 签名的调用是匿名的：只有 <code>*</code> 针对它们，而 <code>NotPrincipal</code> 总是针对它们。
lint-named_principal-do = 写 <code>"Principal": "*"</code>，用条件或授权方区分调用方。

lint-missing_principal-title = 语句没有 Principal
lint-missing_principal-what = 资源策略中没有 <code>Principal</code> 的语句不针对任何人，API Gateway 也不会保存它。
lint-missing_principal-do = 加上 <code>"Principal": "*"</code>。

lint-principal_wildcard-title = 主体名称中有通配符
lint-principal_wildcard-what = 在主体中，<code>*</code> 要么代表所有人，要么不能用。<code>{ $found }</code> 不是任何人的名称。
lint-principal_wildcard-do = 写 <code>*</code>，再用 <code>aws:PrincipalArn</code> 的条件缩小范围。

lint-absent_key_holds-title = 条件总是成立：调用没有 { $key }
lint-absent_key_holds-what = 这类调用从来没有 <code>{ $key }</code>，而键不存在时 <code>{ $operator }</code> 成立。{ $found ->
        [Deny] 因此语句拒绝所有这类调用。
       *[other] 因此语句允许所有这类调用。
    }
lint-absent_key_holds-do = 改用这类调用具有的键，例如 <code>aws:SourceIp</code>，或用 <code>Null</code> 加以限定。

lint-absent_key_fails-title = 条件从不成立：调用没有 { $key }
lint-absent_key_fails-what = 这类调用从来没有 <code>{ $key }</code>，因此 <code>{ $operator }</code> 不成立，{ $found ->
        [Deny] Deny 从不拒绝。
       *[other] Allow 从不允许。
    }
lint-absent_key_fails-do = 改用这类调用具有的键，例如 <code>aws:SourceIp</code>。

lint-endpoint_key-title = 对公开的 API，这会拒绝所有调用
lint-endpoint_key-what = 只有经过 VPC 终端节点的调用才有 <code>{ $key }</code>，而键不存在时 <code>{ $operator }</code> 成立。对私有 API 这是对的；对公开的 API 则谁也无法通过。
lint-endpoint_key-do = 若 API 是私有的，请保留。否则删去该语句，或按 <code>aws:SourceIp</code> 拒绝。

lint-foreign_key-title = { $key } 是其他服务的键
lint-foreign_key-what = API Gateway 只认资源策略列表中的 <code>aws:</code> 键。所有调用都没有 <code>{ $key }</code>。
lint-foreign_key-do = 改用 API Gateway 列表中的键。

lint-source_ip_on_private-title = 私有 API 需要 aws:VpcSourceIp
lint-source_ip_on_private-what = VPC 终端节点会改写 <code>{ $key }</code>，它不是调用方的地址。
lint-source_ip_on_private-do = 改为比较 <code>aws:VpcSourceIp</code>。

lint-bad_value-title = 无法比较的值
lint-bad_value-what = <code>{ $operator }</code> 比较的是数字、日期、地址或 ARN，而 <code>{ $found }</code> 不是它所需的值。没有 Allow 会因它而匹配。
lint-bad_value-do = 改正 <code>{ $key }</code> 的值。

lint-address_as_text-title = 地址范围按文本比较
lint-address_as_text-what = <code>{ $operator }</code> 逐字母比较：没有地址等于 <code>{ $found }</code>。
lint-address_as_text-do = 使用 <code>IpAddress</code> 或 <code>NotIpAddress</code>。

lint-literal_wildcard-title = “{ $found }”按字面比较
lint-literal_wildcard-what = <code>{ $operator }</code> 不认通配符：<code>*</code> 和 <code>?</code> 在其中只是普通字符。
lint-literal_wildcard-do = 使用 <code>StringLike</code> 或 <code>StringNotLike</code>。

lint-blocks_nobody-title = 此 Allow 阻止不了任何人
lint-blocks_nobody-what = 有 Lambda 授权方时，<b>两个策略中有一个 Allow 就够了</b>。此处没有拒绝 <code>{ $found }</code> 之外的调用方，因此授权方的 Allow 会让它们通过。
lint-blocks_nobody-do = 拒绝其他调用方：<code>"Effect": "Deny"</code>，并对 <code>{ $key }</code> 使用 <code>NotIpAddress</code>。它在调用授权方之前生效。

lint-cross_talk-title = 缓存的策略只针对个别方法
lint-cross_talk-what = <cached>缓存的应答（{ $expected } 秒）</cached>用于该阶段的所有方法，但此应答只允许 <code>{ $found }</code> 或个别方法。条目到期之前，同一调用方对其他方法的调用会被<refused>拒绝</refused>。
lint-cross_talk-do = 返回涵盖调用方全部权限的策略（<code>…/stage/*</code>），或把 <code>context.httpMethod</code> 和 <code>context.path</code> 加入身份源，或将 TTL 设为 0。

lint-outside_cache_key-title = 策略取决于缓存键之外的事实
lint-outside_cache_key-what = 策略只适用于 <code>{ $found }</code>，但缓存不按 <code>{ $expected }</code> 区分调用方。值不同时，同一条目仍会应答并拒绝：“时好时坏”。
lint-outside_cache_key-do = 将 <code>{ $expected }</code> 加入身份源，或不要把它写进策略。

lint-unchecked_identity-title = 没有缓存时不检查身份源
lint-unchecked_identity-what = TTL 为 0 时，即使缺少 <code>{ $found }</code>，API Gateway 也会调用 REQUEST 授权方，函数之前不会返回 401。
lint-unchecked_identity-do = 由函数自己拒绝空的身份。

lint-empty_list-title = 空列表：语句不匹配任何调用
lint-empty_list-what = <code>{ $found }</code> 什么都没有列出，因此语句与任何调用无关。AWS 自己的 Python 示例在所有方法都带条件时就会这样应答。
lint-empty_list-do = 删去该语句，或写明它原本针对什么。

lint-all_but_everything-title = 除一切之外，等于什么都没有
lint-all_but_everything-what = <code>{ $found }</code> 排除了 <code>*</code>，因此语句不匹配任何调用。
lint-all_but_everything-do = 在 <code>{ $found }</code> 中只写要排除的内容，或改写 <code>Action</code> 和 <code>Resource</code>。

lint-exclusive_conditions-title = 两个条件互相排斥
lint-exclusive_conditions-what = 语句的所有条件都必须成立，而 <code>{ $key }</code> 上的条件不可能同时成立。语句不匹配任何调用。
lint-exclusive_conditions-do = 把同一个键的值放进一个列表，或拆成两条语句。

lint-overruled-title = 此 Allow 永远不起作用
lint-overruled-what = 语句 { $other } 拒绝了此语句所允许的一切，而 Deny 总是优先。
lint-overruled-do = 删去此语句，或缩小语句 { $other } 的范围。

lint-redundant-title = 另一条语句已包含此内容
lint-redundant-what = 语句 { $other } 已说明全部内容。
lint-redundant-do = 删去其中之一。

## 证据

evidence-title = 证据
evidence-lines = { $n ->
   *[other] { $n } 行日志
}
evidence-none = 此调用没有保存日志行。
evidence-line = 第 { $number } 行
evidence-deciding = 决定性的行
evidence-cached = 缓存相关的行
evidence-note = 日志行保持 API Gateway 所写的原样；可能是机密的内容在保存之前已被遮盖。
gate-lines = { $n ->
   *[other] 第 { $lines } 行
}

## 同一调用方

same-caller-title = 同一调用方的前后调用
same-caller-note = 主体相同或遮盖后身份相同的调用，前后各不超过五分钟。
same-caller-strip = 共 { $n } 次调用，其中 { $stopped } 次被拒绝或失败。
same-caller-key = 圆点表示通过，竖条表示被拦下；实心由新的应答决定，空心由缓存的策略决定。虚线是此调用。
same-caller-this = 此调用

## 概览

home-title = { $refused ->
    [0] { $requests } 次调用均未被拒绝
   *[other] { $requests } 次调用中有 { $refused } 次被拒绝或失败
}
home-window = { $from } 至 { $to }
home-findings = 发现
home-finding-count = { $n ->
   *[other] { $n } 次
}
home-allowed = { $n ->
   *[other] { $n } 次调用被允许
}
home-finding-window = 首次 { $from }，最近 { $to }
home-finding-once = { $at }
home-latest = 最近一次：{ $call }
home-latest-unnamed = 打开最近一次
home-see-all = 查看这些调用
home-imports = 导入记录
home-not-authorizer = 与授权方无关
home-sample-note = 已载入示例调查，其内容均有标记。
home-sample-remove = 移除示例
home-imported-at = 导入时间
home-file = 文件
home-read = 读取
home-import-line = { $events } 个日志事件，{ $requests } 次请求，{ $refused } 次被拒绝

begin-title = 查明 API Gateway 为何拒绝
begin-lead = why403 读取 API Gateway 的执行日志和访问日志，逐一说明每次调用被哪一道关卡、依据哪一句话拒绝，以及把握有多大。
begin-sample = 试用示例调查
begin-sample-text = 一个小型 API：缓存的策略、一次拒绝、一个被封锁的地址、一个缺失的令牌，还有一个与授权方无关的情形。均标为示例，一键移除。
begin-sample-button = 载入示例
begin-file = 拖入文件
begin-file-text = 从您自己的 API 导出的执行日志或访问日志。文件只留在这台服务器上；令牌在保存之前即被遮盖。
begin-cloudwatch = 连接 CloudWatch
begin-cloudwatch-text = why403 以只读权限自动读取您 API 的日志组，并持续跟进。也可由 Firehose 发送。
begin-cloudwatch-button = 连接 CloudWatch
begin-cloudwatch-push = 或接收推送

begin-paste = 粘贴响应或日志行
begin-paste-text = 立即在浏览器中得出结论，不发送任何内容。

## 粘贴

paste-title = 粘贴即知原因
paste-lead = 客户端收到的响应、响应头、请求 ID 或日志行：粘贴之后，下方即说明它是什么、为何被拒绝。
paste-label = 响应、响应头、请求 ID 或日志行
paste-private = 任何内容都不会离开此浏览器：文本在这里读取，不发送，也不保存。日志行中的机密在显示时会被遮盖。
paste-no-scripts = 在此读取需要脚本，而此浏览器已停用脚本。导入页面不用脚本也能读取文件。
paste-hint = 结论将显示在这里。
paste-waiting = 请稍候，正在载入读取程序…
paste-failed = 无法在此读取文本。请重新载入页面，或将其作为文件导入。
paste-too-long = 内容过多，不宜在浏览器中一次读取。请将其作为文件导入。
paste-nothing = 没有能识别的内容。请粘贴 4XX 或 5XX 响应的正文、响应头（x-amzn-errortype、x-amzn-requestid）、请求 ID，或执行日志、访问日志的日志行。
paste-id = 这是一个请求 ID，它本身不能说明什么；如果该调用的日志已导入，其页面会说明原因。
paste-look-up = 在已保存的调用中查找
paste-replies = { $n ->
   *[other] 客户端收到的 { $n } 个响应
}
paste-log = { $n ->
   *[other] { $n } 次调用的日志；被拒绝或失败：{ $refused }
}
paste-calls = 调用
paste-more = { $n ->
   *[other] 另有 { $n } 次调用未在此显示。
}
paste-import = 作为文件导入
paste-alternatives = 也可能是
paste-not-told = 未说明
paste-missing-title = 这里没有说明的
paste-evidence-note = 日志行与粘贴的一致；可能是机密的内容已被遮盖。
paste-filled-outside = 请求 { $id }，在这些日志行之中

## 演练场

play-title = 策略演练
play-lead = 左边是策略，右边是一次调用：每输入一个字符，都会说明 API Gateway 将如何应答、为何如此。
play-private = 求值在此浏览器中进行，不发送任何内容。输入的内容保存在本页地址的 # 之后，浏览器不会把这一部分发送给任何服务器。
play-no-scripts = 策略演练在浏览器中对策略求值，需要脚本，而此浏览器已停用脚本。各次调用的页面不用脚本也会说明结论。
play-waiting = 请稍候，正在载入求值程序…
play-failed = 无法载入求值程序。请重新载入页面。
play-lost = 没有保存此 ID 的调用。策略演练从空白开始。
play-try = 在策略演练中尝试
play-from = 已按日志载入 { $call }。
play-back = 回到此调用
play-gap-policy = 日志中没有授权方的策略；打开数据跟踪才会记下。请将其粘贴在左边。
play-gap-policy_end = 日志在 1,024 个字符处截断了策略：其后的内容可能还有允许或拒绝。
play-gap-method = 被拒绝的调用，其方法或路径不在日志中；访问日志会写明。请在右边填写。
play-gap-account = 区域或账户不在日志中。请在 ARN 中填写。
play-gap-resource_policy = API 有没有资源策略，日志没有说明。请粘贴资源策略，或注明没有。
play-gap-context = 日志没有说明的上下文键按未知处理。
play-examples = 从一个例子开始
play-example-cached = 允许的是 GET，调用的是 POST
    .text = 为 GET /orders 生成的策略，用来应答 POST /orders。
play-example-deny = Deny 优先于 Allow
    .text = 除删除订单外一律允许；有人删除了一个订单。
play-example-address = 谁也没挡住的 Allow
    .text = 资源策略只允许一个网段，来自别处的调用却照样通过。
play-link = 复制链接
play-link-copied = 已复制。链接包含此处输入的全部内容，请只交给可以阅读这些内容的人。
play-link-forbidden = 此处不允许复制；本页的地址就是链接。
play-link-long = 内容过多，无法放进链接，只保留在本页。
play-link-damaged = 链接已损坏或被截断，其内容无法显示。
play-link-version = 链接由更新版本的 why403 生成，其内容无法显示。
play-clear = 重新开始

play-authorizer = 授权方的应答，或其策略
    .iam = 调用方的 IAM 策略
    .placeholder = 粘贴授权方返回的内容：principalId 和 policyDocument，或只粘贴策略
play-resource_policy = API 的资源策略
    .placeholder = 粘贴 API 的资源策略；没有则留空
play-empty = 资源策略为空表示：
play-empty-none = API 没有资源策略
play-empty-unknown = 不知道有没有
play-format = 整理格式
play-go = 第 { $line } 行第 { $column } 列
play-level-error = 错误
play-level-warning = 警告
play-level-hint = 提示
play-not-json = 这不是 JSON
play-no-policy = 这是 JSON，但不是策略

play-call = 调用
play-method = 方法
play-path = 路径
play-stage = 阶段
play-api = API ID
play-arn = 方法 ARN
play-authorization = 方法的授权方式
play-authorization-none = 无
play-authorization-lambda = Lambda 授权方
play-authorization-iam_same_account = IAM，同一账户
play-authorization-iam_cross_account = IAM，其他账户
play-authorization-cognito = Cognito 用户池
play-action = 操作
play-ttl = 缓存 TTL（秒）
play-caller = 调用方的 ARN
play-context = 上下文键
play-key = 上下文键
play-known = 已知情况
play-known-value = 的值是
play-known-values = 有多个值（每行一个）
play-known-absent = 不存在
play-known-unknown = 未知
play-value = 值
play-add-key = 添加键
play-remove-key = 移除
play-others = 未列出的键
play-others-unknown = 视为未知
play-others-absent = 视为不存在

play-verdict-title = 结论
play-verdict-nothing = 有了策略和调用，结论就会显示在这里。
play-verdict-unreadable = 有一份策略还无法读取。
play-verdict-no-method = 是哪一次调用？请填写方法、路径、阶段和 API，或粘贴完整的 ARN。
play-verdict-allow = API Gateway <allowed>放行 { $call }</allowed>。
play-verdict-explicit = API Gateway <refused>拒绝 { $call }</refused>：有一条语句明确拒绝。
play-verdict-implicit = API Gateway <refused>拒绝 { $call }</refused>：没有语句允许。
play-verdict-refused = API Gateway <refused>拒绝 { $call }</refused>；是明确拒绝还是没有语句允许，取决于未知的内容。
play-verdict-unknown = API Gateway 是否放行 { $call }，<unknown>取决于未知的内容</unknown>。
play-between = { "" }
play-authorizer-allow = 授权方策略的第 { $number } 条语句允许此调用。
play-authorizer-explicit = 授权方策略的第 { $number } 条语句拒绝此调用。
play-authorizer-implicit = 授权方的策略没有涉及此调用。
play-authorizer-unknown = 授权方的策略如何规定，尚不能确定。
play-authorizer-not-known = 授权方的策略未知。
play-iam-allow = 调用方策略的第 { $number } 条语句允许此调用。
play-iam-explicit = 调用方策略的第 { $number } 条语句拒绝此调用。
play-iam-implicit = 调用方的策略没有涉及此调用。
play-iam-unknown = 调用方的策略如何规定，尚不能确定。
play-iam-not-known = 调用方的策略未知。
play-resource-allow = 资源策略的第 { $number } 条语句允许此调用。
play-resource-explicit = 资源策略的第 { $number } 条语句拒绝此调用。
play-resource-implicit = 资源策略没有涉及此调用。
play-resource-unknown = 资源策略如何规定，尚不能确定。
play-resource-not-known = 资源策略未知。
play-resource-none = 没有资源策略。
play-pass-no_policy = 没有策略参与判断。
play-pass-before_authorizer = 这在询问授权方或其缓存之前就已决定。
play-pass-together = 由两份策略一并决定。
play-pass-resource_policy_alone = 由资源策略单独决定。
play-depends = 取决于
play-ask = { $key }：填写

play-answer = 客户端得到的应答
play-answer-status = 状态码
play-answer-new = 较新的文字
play-answer-old = 较旧的文字
play-table = 策略如何合并
play-table-none = 没有授权时，由资源策略单独决定；没有资源策略则 API 是开放的。
play-table-lambda = AWS 的表 A：有一个 Allow 即可，有一个 Deny 即拒绝。资源策略的 Deny 在询问授权方之前就已拒绝。
play-table-iam_same_account = AWS 的表 A：有一个 Allow 即可，有一个 Deny 即拒绝。
play-table-iam_cross_account = AWS 的表 B：两者都须允许，有一个 Deny 即拒绝。
play-table-cognito = 令牌通过之后，若有资源策略，它必须允许此调用。
play-corner-alone = 资源策略
play-corner-authorizer = 授权方 ↓ 资源策略 →
play-corner-iam = 调用方 ↓ 资源策略 →
play-says-absent = 没有
play-says-allow = 允许
play-says-implicit_deny = 未涉及
play-says-explicit_deny = 拒绝
play-outcome-allow = 允许
play-outcome-implicit_deny = 隐式拒绝
play-outcome-explicit_deny = 明确拒绝

play-statements = 逐条语句
play-of-authorizer = 授权方的策略
play-of-iam = 调用方的策略
play-of-resource = 资源策略
play-statement = 第 { $number } 条语句
play-matches-yes = 相符
play-matches-no = 不相符
play-matches-maybe = 尚不能确定
play-decides = 起决定作用
play-named = 语句所写
play-called = 调用
play-short = 简写
play-whole = 保存为
play-asked = 要求
play-found = 实际
play-found-absent = 不存在
play-found-unknown = 未知
play-holds-yes = 成立
play-holds-no = 不成立
play-holds-maybe = 尚不能确定
play-reason-matched = 操作、资源和所有条件都相符。
play-reason-unknown = 是否相符取决于 { $key }。
play-reason-doubtful = 写法与 AWS 的规定不同，含义尚不能确定。
play-reason-action = 它针对 <code>{ $found }</code>，而调用是 <code>{ $wanted }</code>。
play-reason-action-excepted = 它排除了 <code>{ $wanted }</code>。
play-reason-nobody = 在资源策略中，没有 Principal 的语句不针对任何人。
play-reason-principal = 它针对 <code>{ $found }</code>，而调用方是 <code>{ $wanted }</code>。
play-reason-principal-anonymous = 它针对 <code>{ $found }</code>，而调用方不是 IAM 主体：只有 <code>*</code> 针对这样的调用方。
play-reason-principal-excepted = 它排除了此调用方。
play-reason-condition = 有一个条件不成立。
play-reason-resource-none = 它没有写明任何资源。
play-reason-resource-excepted = 它以 <code>{ $found }</code> 排除了此资源。
play-reason-resource-variable = <code>{ $found }</code> 中有一个变量没有值。
play-reason-resource-ends = 它到此为止，而调用其后还有 <refused>{ $wanted }</refused>。
play-reason-resource-short = 它还要求 <refused>{ $found }</refused>，而调用到此为止。
play-reason-resource-form = 它不是 ARN：<refused>{ $found }</refused>。
play-reason-resource-partition = 分区不同：<refused>{ $found }</refused> 不是 <b>{ $wanted }</b>。
play-reason-resource-service = 服务不同：<refused>{ $found }</refused> 不是 <b>{ $wanted }</b>。
play-reason-resource-region = 区域不同：<refused>{ $found }</refused> 不是 <b>{ $wanted }</b>。
play-reason-resource-account = 账户不同：<refused>{ $found }</refused> 不是 <b>{ $wanted }</b>。
play-reason-resource-api = API 不同：<refused>{ $found }</refused> 不是 <b>{ $wanted }</b>。
play-reason-resource-stage = 阶段不同：<refused>{ $found }</refused> 不是 <b>{ $wanted }</b>。
play-reason-resource-method = 方法不同：<refused>{ $found }</refused> 不是 <b>{ $wanted }</b>。
play-reason-resource-path = 路径不同：<refused>{ $found }</refused> 不是 <b>{ $wanted }</b>。
play-reason-resource-resource = 资源不同：<refused>{ $found }</refused> 不是 <b>{ $wanted }</b>。
play-changes = 所作的修改
play-restore = 恢复为日志所记
play-same-meaning = 写法不同，含义相同。
play-change-added = 第 { $number } 条语句是新增的。
play-change-removed = 第 { $number } 条语句已删除。
play-change-changed = 第 { $number } 条语句已修改：
play-change-around = 语句之外：
play-outcome-unknown = 尚不能确定

## 请求

requests-title-all = { $n ->
   *[other] { $n } 次调用
}
requests-title-limited = { $stored } 次调用中有超过 { $n } 次符合
requests-title-matching = { $n ->
   *[other] { $stored } 次调用中有 { $n } 次符合
}
requests-title-uncounted = 调用
requests-uncounted = 统计符合条件的调用耗时过长，已停止。以下是最新的调用；缩小时间范围或增加筛选条件即可统计。
requests-filters = 筛选
requests-apply = 应用
requests-clear = 全部清除
requests-drop = 去掉筛选条件 { $name }：{ $value }
requests-active = 筛选条件
filter-q = ID
filter-cause = 原因
filter-deny = 拒绝方式
filter-policy_origin = 策略来源
filter-grade = 等级
filter-status = 状态码
filter-method = 方法
filter-api = API
filter-stage = 阶段
filter-caller = 调用方
filter-authorizer = 授权方
filter-policy = 策略哈希
filter-path = 路径
filter-from = 起始（UTC）
filter-to = 截止（UTC）
filter-any = 不限
filter-unknown-value = 不是已知的值，因此不起筛选作用
filter-without = { $name } 不是
facet-policy_origin = 策略来源
facet-api = API
facet-path = 路径
facet-authorizer = 授权方
facet-exclude = 排除 { $value }
facet-include = 已排除；重新显示 { $value }
facet-more = { $n ->
   *[other] 还有 { $n } 个值
}
facet-limited = * 仅统计符合条件的最新 { $n } 次调用。
facet-cause = 原因
facet-stage = 阶段
facet-method = 方法
facet-status = 状态码
table-time = 时间（UTC）
table-call = 调用
table-status = 状态码
table-gates = 关卡
table-why = 原因
table-grade = 等级
table-caption = 调用，最新的在前
requests-older = 更早的调用
requests-newest = 回到最新
requests-shown = { $n ->
   *[other] 显示 { $n } 次，最新的在前
}
call-unnamed = 方法未记录
no-status = 未记录
none-stored-title = 尚未保存任何调用
none-stored-text = 请导入日志，或载入示例调查。
none-match-path = 在路径中查找“{ $typed }”
none-match-paste = 改为粘贴客户端收到的响应
none-match-title = 没有符合的调用
none-match-text = { $stored ->
   *[other] 共保存了 { $stored } 次调用。去掉某个筛选条件即可看到：
}

## 导入

import-title = 导入日志
import-lead = 将日志拖到这里，或选择文件；如有 API 的配置，请一并放入。
import-choose = 选择文件
import-send = 导入
import-cancel = 取消
import-choose-folder = 选择文件夹
import-progress = 正在发送：{ $percent }%，共 { $total } MB，已发送 { $sent } MB
import-reading = 已发送，正在读取并分析…
import-read = 已发送，已读取 { $events } 个日志事件，正在分析并保存其请求…
import-empty = 其中没有可能是日志的文件。
import-stopped = 已停止。此前已读取的部分可能仍会保存；再次发送该文件即可补全。
import-stopped-stored = 已停止。已保存的 { $requests } 次请求仍然保留；再次发送该文件即可补全。
import-failed = 文件未能发送，请重试
import-problem = 此文件未导入
import-accepted = 可以读取的内容
import-accepted-cli = aws logs、订阅、Firehose 和 Lambda 事件以及 Logs Insights 的 JSON。
import-accepted-lines = 执行日志或访问日志的日志行：复制的，或来自 aws logs tail、awslogs、控制台 CSV 和 S3 导出的。
import-accepted-test = 控制台测试、test-invoke-method 或 test-invoke-authorizer 的输出。
import-accepted-gz = 以上各项，原样或 .gz 压缩均可。
import-accepted-config = 另可附上 aws apigateway get-rest-api、get-authorizers 和 get-stages 的输出：本次导入即知 TTL、身份源、日志格式和资源策略。
import-how = 用 AWS CLI 导出一小时的日志
import-secret = 令牌、密钥和 Cookie 在保存之前即被遮盖。同一文件导入两次不会有任何改变。
imported-title = { $requests ->
    [0] 文件中没有找到调用
   *[other] { $refused ->
        [0] 读取了 { $requests } 次调用，均未被拒绝
       *[other] { $requests } 次调用中有 { $refused } 次被拒绝或失败
    }
}
imported-line = { $events } 个日志事件，{ $requests } 次请求，{ $refused } 次被拒绝或失败，{ $unknown } 条未知行。
imported-see-unknown = 查看
imported-unknown-shown = 显示 { $all } 条中的 { $n } 条。
imported-from = 来自 { $name }
imported-events = 日志事件
imported-requests = 请求
imported-new = 新增
imported-refused = 被拒绝或失败
imported-unknown = 未知行
imported-unknown-text = 形式未知的日志行。它们被保留，并随所属请求一起显示。
imported-see-refused = 查看被拒绝的调用
imported-see-all = 查看所有调用
imported-again = 再导入一个文件
imported-nothing-new = 这些调用此前均已保存，没有任何重复改动。

## 数据源：日志事件从哪里来

sources-title = { $sources ->
    [0] 尚未读取任何日志
   *[other] { $failing ->
        [0] { $sources } 个数据源，一切正常
       *[other] { $sources } 个数据源中有 { $failing } 个出错
    }
}
sources-none-text = 尚未连接数据源。连接之后，调用会自动出现；也可以手动导入文件。
sources-back = 数据源
sources-done-added = 已添加。读到第一批事件后即会显示。
sources-done-removed = 已移除。它带来的请求仍然保留。
sources-changed = 数据源有增减，或状态已改变。
sources-again = 重新载入页面
sources-stale = 服务器没有响应，以下数字可能已过时。每隔几秒会再次查询。
sources-add = 添加数据源
sources-way-cloudwatch = 从 CloudWatch 读取
    .text = why403 每隔几秒向 AWS 查询日志组的新事件，只需只读权限。
    .go = 连接 CloudWatch
sources-way-push = 接收推送
    .text = 由 Firehose 或 Lambda 函数把日志发送到这里。why403 不需要您账户中的任何权限。
    .go = 添加发送方
sources-way-file = 导入文件
    .text = 导出的日志，单个文件或整个文件夹，拖入浏览器即可。
    .go = 导入文件
sources-way-configuration = 跟踪配置
    .text = why403 定期向 API Gateway 查询您的 API 如何配置：TTL、身份源、策略、部署。有了它，原本只能推断的结论可以得到证实。
    .go = 选择 API
sources-what = 各种日志能说明什么
sources-what-execution = INFO 级别的执行日志：原因、关卡，以及策略是否来自缓存。
sources-what-phases = 含各环节字段的访问日志：被哪个环节拒绝。
sources-what-plain = 不含这些字段的访问日志：多少调用被拒绝、由谁发出、在哪里。
sources-what-stages = 每个阶段的日志能说明什么，以及还应开启什么
sources-evidence-execution = 执行日志：原因与缓存（INFO 级别）
sources-evidence-access = 访问日志：若记录了各环节字段，可知被哪个环节拒绝；否则只有计数
sources-evidence-either = 取决于所发送的日志
sources-kind-cloudwatch = CloudWatch
sources-evidence-configuration = 从现在起 API 如何配置
sources-kind-configuration = 配置
sources-every = 每 { $span }
sources-apis = 已描述的 API
sources-configurations = 发现的变更
sources-next = 下次查询
sources-in = { $span }后
sources-at-once = 立即
sources-state-waiting-configuration = 等待第一次响应
sources-see-configurations = 查看配置
sources-without = { $n } 个部分无法读取
sources-take = 立即查询
    .of = 立即查询 { $name }
sources-done-asked = 已添加，即刻查询。
sources-kind-push = 接收推送
sources-as-role = 使用角色
sources-at-endpoint = 地址
sources-state-paused = 已暂停
sources-state-failing = 出错
sources-state-waiting = 等待第一个事件
sources-state-waiting-push = 等待第一次推送
sources-state-live = 实时，延迟 { $lag }
sources-state-live-push = 实时
sources-state-behind = 正在追赶，延迟 { $lag }
sources-failures = 连续失败 { $n } 次，最近一次在 { $ago }。会自动重试。
sources-ago = { $span }前
sources-none-yet = 尚无
sources-never = 尚无
sources-events = 日志事件
sources-brought = 带来的请求
sources-last-event = 最近的事件
sources-last-answer = AWS 最近的响应
sources-last-delivery = 最近的推送
sources-gives = 能够说明
sources-stage = 对其阶段能说明什么
sources-deliveries = { $repeated ->
    [0] 共收到 { $n } 次推送。
   *[other] 共收到 { $n } 次推送，其中 { $repeated } 次为重复，没有重复保存。
}
sources-no-gap = 自 { $since } 起没有缺口。
sources-gap = 未读取：{ $from } 至 { $to }
sources-gap-read = 读取 { $from } 至 { $to }
sources-gap-read-short = 读取
sources-pause = 暂停
    .of = 暂停 { $name }
sources-resume = 继续
    .of = 继续 { $name }
sources-more = 更多
    .of = { $name } 的更多操作
sources-past = 读取过去的日志
sources-past-text = 在实时读取的同时读取过去的一段时间。已保存的内容不会重复保存。
sources-past-of = { $name } 过去的一段时间
sources-past-hour = 最近一小时
sources-past-day = 最近一天
sources-past-week = 最近一周
sources-past-from = 从（UTC）
sources-past-to = 至（UTC）
sources-past-go = 读取这段时间
sources-backfills = 过去的时间段
sources-backfill-running = { $from } 至 { $to }：已读取 { $percent }%，{ $n } 个日志事件
sources-backfill-finished = { $from } 至 { $to }：已读完，{ $n } 个日志事件
sources-backfill-cancelled = { $from } 至 { $to }：在 { $percent }% 处停止；已有的 { $n } 个日志事件保留
sources-backfill-cancel = 停止
sources-rights = 所需权限
sources-rights-text = 读取所需的最小权限，其中没有任何写入操作。
sources-setup = 设置方法
sources-key = 新密钥
sources-key-text = 旧密钥立即失效：在发送方换用新密钥之前，用旧密钥发送的内容会被拒绝。
sources-key-go = 为 { $name } 生成新密钥
sources-remove = 移除
sources-remove-text = 不再读取，并忘记读取进度。它带来的请求仍然保留。此操作无法撤销。
sources-remove-ask = 移除…
sources-remove-go = 移除 { $name }

cloudwatch-title = 从 CloudWatch 读取
cloudwatch-lead = 查找您 API 的日志组，检查权限是否足够，并选择要读取的日志组。
cloudwatch-problem = 未能查找日志组
cloudwatch-region = 区域
    .help = API 所在的区域。
cloudwatch-prefix = 访问日志的名称开头（可选）
    .help = 执行日志会自动找到。访问日志的名称由您自定。
cloudwatch-more = 其他账户或地址
cloudwatch-role = 要代入的角色
    .help = 日志在另一账户时，填写角色的 ARN。留空则使用服务器自身的凭证。
cloudwatch-external-id = 外部 ID
    .help = 如果角色的信任策略要求。
cloudwatch-endpoint = 端点 URL
    .help = 用于 VPC 端点或替代服务。留空则使用 AWS 的地址。
cloudwatch-find = 查找日志组
cloudwatch-rights-text = 授予运行 why403 的用户或角色，其中没有任何写入操作。
cloudwatch-trust = 谁可以代入该角色
cloudwatch-trust-text = 该角色的信任策略。
cloudwatch-checks = 权限检查
cloudwatch-check-good = 可用：
cloudwatch-check-bad = 不可用：
cloudwatch-found = { $n } 个日志组
cloudwatch-found-none = 没有找到日志组。区域是否正确？该阶段是否已开启日志？访问日志需要在上方填写名称开头。
cloudwatch-cut = 还有更多；请输入名称开头以查看其他日志组。
cloudwatch-of = API { $api }，阶段 { $stage }
cloudwatch-size = 已存储 { $size }
cloudwatch-is-source = 已在读取
cloudwatch-since = 从何时开始
cloudwatch-since-now = 从现在起
cloudwatch-add = 读取所选日志组

asked-title = 跟踪 API 的配置
asked-lead = why403 向 API Gateway 查询您的 API 如何配置，保存其中的变化，并用每次调用发生时的设置与部署来判断该调用。
asked-problem = 未能查找 API
asked-find = 查找 API
asked-found = { $n } 个 REST API
asked-found-none = 这里没有 REST API。区域和账户是否正确？不跟踪 HTTP API 和 WebSocket API。
asked-all = 该区域的所有 API
asked-all-text = 包括以后创建的 API。
asked-is-source = 已在跟踪
asked-every = 查询频率
asked-add = 跟踪所选 API
asked-pace = 查询量
asked-pace-text = 每秒最多四次查询，因为 API Gateway 控制面的配额由整个账户共享。只保存有变化的内容。从不查询 API 密钥的值，也不保存看起来像机密的阶段变量。
problem-asked-none = 请至少选择一个 API。

push-title = 接收推送
push-lead = 由您账户中的 Firehose 或 Lambda 函数把日志发送到这里。每个发送方有一个密钥，只保存其哈希值。
push-name = 名称
    .help = 便于辨认发送方，例如“订单，生产环境”。
push-create = 生成密钥
push-key = { $name } 的密钥
push-key-created = 请立即复制：密钥只显示这一次。
push-key-replaced = 请立即复制：密钥只显示这一次。旧密钥已失效。
push-key-kept = 已保存
push-no-https = Firehose 只通过 443 端口的 https 发送。此页面未使用 https：请在 why403 之前放置带证书的代理，并设置 WHY403_PUBLIC_URL。
push-firehose = 通过 Amazon Data Firehose
push-firehose-text = 适合流量较大的情形。访问日志可以直接发送到传输流；执行日志则通过其日志组的订阅。发送地址：
push-firehose-1 = 在上方生成密钥。
push-firehose-2 = 用下面的模板创建堆栈，填写地址、密钥和日志组。
push-firehose-3 = 几分钟内，数据源会显示第一次推送。
push-template = CloudFormation 模板
push-lambda = 通过 Lambda 函数
push-lambda-text = 适合流量较小的情形。函数订阅日志组，并把每一批日志转发到：
push-lambda-python = Python 函数
push-lambda-node = JavaScript 函数

## 存储

nav-storage = 存储
storage-title = 存储
storage-lead = 已保存 { $days } 天共 { $requests } 次调用，数据库占用 { $bytes }。
storage-retention = 保留时间
storage-kept = 保留 { $days } 天。更早的日期会整天删除，连同其计数和未知行。
storage-kept-all = 不会删除任何内容。如只需保留若干天，请设置 WHY403_RETENTION_DAYS 并重新启动服务器。
storage-next = 下一个将被删除的日期是 { $day }，时间在此之后：
storage-days = 日期
storage-day = 日期 (UTC)
storage-no-day = 无日期
storage-requests = 调用
storage-bytes = 大小（含索引）
storage-engine = 引擎版本
storage-dictionary = 字典
storage-unknown = 不属于任何调用的未知行
storage-see-unknown = 查看未知行
storage-jobs = 正在重新判定
storage-no-jobs = 没有需要重新判定的内容。
storage-job-stage = 阶段 { $stage }：现在对它了解得更多
storage-job-configuration = API { $api }：现在对它的配置了解得更多
storage-job-rebuild = 由旧版引擎判定的调用
storage-job-far = 已检查 { $all } 次调用中的 { $done } 次
storage-job-waits = 等待执行
storage-job-failed = 已失败 { $n } 次，会自动重试；原因见服务器日志。
unknown-title = 未知行
unknown-text = 形式未知的日志行按原样保留，其中的机密已遮盖。属于某次调用的未知行显示在该调用的页面上。
unknown-strays = 不属于任何调用的行
unknown-none = 此处没有。
unknown-samples = 此次导入中的部分未知行
unknown-all = 查看全部
unknown-older = 更早
unknown-newest = 最新
files-many = { $first } 等另外 { $n } 个文件
imported-files = 所有文件
imported-described = 已保存 { $n } 个 API 的配置
imported-configuration = 配置
imported-described-new = 包含此前未知的内容；将用它重新判断相应时间的调用
imported-described-others = 这些调用都不属于该 API：配置是否正确？
imported-described-known = 没有新内容
imported-skipped = { $n } 个文件不是 API Gateway 日志，已略过
sources-see-unknown = 查看无法理解的行

## 登录、初始设置、设置

sign-in-title = 登录
sign-in-lead = 您 API 的日志只对登录者显示。
sign-in-name = 名称
sign-in-password = 密码
sign-in-button = 登录
sign-in-first = 第一次使用？请打开服务器启动时打印的初始设置链接。
problem-wrong = 名称或密码不正确。
problem-slow = 尝试次数过多。请稍等一分钟再试。
problem-expired = 会话已结束，请重新登录。
problem-used = 此初始设置链接无效：已使用、已过期，或输入有误。重新启动服务器可取得新链接。
problem-short = 密码至少需要 12 个字符。
problem-common = 此密码过于常见，请换一个。
problem-current = 当前密码不正确。
problem-source-name = 已有同名数据源，请换一个名称。
problem-source-unnamed = 请填写名称。
problem-source-gone = 此数据源已不存在。
problem-source-not-begun = 未开始：这段时间正在读取，或数据源已被移除。
problem-source-range = 起点必须早于终点，且终点须在过去。
problem-source-none-chosen = 请至少选择一个日志组。
problem-other = 操作未成功，请重试。
set-up-title = 欢迎使用 why403
set-up-lead = 此一次性链接让您以首位管理员的身份登录。使用后即失效；服务器打印 15 分钟后也会失效。
set-up-next = 登录后可在“设置”中设定密码。
set-up-button = 以管理员身份登录
settings-title = 设置
settings-password-title = 密码
settings-password-none = 尚未设定密码。请设定一个，否则下次登录需要新的初始设置链接。
settings-password-set = 已设定密码。
settings-password-current = 当前密码
settings-password-new = 新密码
settings-password-rule = 至少 12 个字符，任何字符均可。
settings-password-save = 设定密码
settings-password-done = 密码已设定。
settings-look = 语言与主题
settings-sample = 示例调查
settings-sample-text = 已载入。移除它不影响其他内容。
settings-sample-none = 未载入。
settings-session = 会话

## 错误

not-found-title = 此地址没有内容
not-found-text = 链接可能有误，或其内容已被移除。
not-found-request = 没有保存此 ID 的调用
not-found-request-text = 它可能不在已导入的日志之内，或已被移除。ID 区分大小写。
not-found-import = 没有此编号的导入
failed-title = 此页面未能载入
failed-unavailable = 服务器尚未就绪，请稍后再试。
failed-internal = 服务器出现故障，已记入日志。请把此编号告知管理员：
too-slow-title = 查询耗时过长
too-slow-text = 为不影响他人，查询已被停止。请缩小时间范围或增加筛选条件后重试。
away-title = 无法连接数据库
away-text = why403 会不断重试，数据库恢复后自动继续。已存储的内容不受影响，正在存储的内容会等待。
away-since = 无法连接的起始时间：
away-again = 再试一次
away-help = 如果一直如此，请检查 Postgres 是否在运行、磁盘是否还有空间。服务器日志中有数据库最后的报错。
failed-signed-out = 请先登录。
way-home = 回到概览
way-requests = 查看请求
way-import = 导入日志
import-sources = 日志也可以自动到来：

## 阶段

nav-stages = 阶段
stages-title = 阶段
stages-lead = 每个阶段的日志能说明什么，以及还需要什么。
stages-stage = 阶段
stages-calls = 调用
stages-level = 日志级别
stages-access = 访问日志
stages-proved = 可证实的原因
stages-proved-of = { $n } / { $of }
stage-title = { $stage } 的证据
stage-unnamed = 未写明 API
stage-calls = 已存储 { $n } 次调用，其中 { $allowed } 次获准
stage-days = { $from } 至 { $to } UTC
stage-logged = 记录了什么
stage-data-trace = 数据跟踪
stage-level-traced = { $level }，含数据跟踪
stage-not-seen = 未见
stage-on = 开启
stage-off = 关闭
stage-access-whole = 未发现缺失
stage-access-lacks = 缺少 { $n } 个推荐字段
stage-access-off = 关闭
stage-shown = 见于 { $of } 次调用中的 { $n } 次
stage-shown-in = 见于 { $n } 次调用
stage-none-allowed = 没有存储任何获准的调用。只记录错误的阶段不会显示获准的调用，因此这里无法统计全部调用。
stage-fields-missing = 访问日志缺少的 { $n } 个字段
stage-fields-unknown = { $n } 个字段，此处没有调用必须带有
stage-fields-logged = 已有的 { $n } 个字段
stage-volume = 记录了多少
stage-volume-how = 按保存的日志行测量：机密已移除，访问日志行采用统一形式。AWS 计量时包含请求 ID，每个事件另加 26 字节。
stage-kind = 日志行
stage-kind-data_trace = 含数据跟踪的执行日志
stage-kind-steps = INFO 级别的执行日志
stage-kind-failures = 仅含失败的执行日志
stage-kind-access = 访问日志
stage-events-each = 每次调用的行数
stage-bytes-each = 每次调用的字节数
stage-counted-each = 按 AWS 计量
stage-tells = 由此能知道什么
stage-tells-how = 按现有日志，以及再开启一项设置之后，各类调用能得到多确定的解释。
stage-question = 问题
stage-now = 目前
stage-with = 开启后更确定
stage-detail-method_and_path = 被拒绝调用的方法和路径
stage-detail-status = 被拒绝调用的状态码
stage-detail-policy_origin = 策略是新的还是缓存的
stage-detail-filled_by = 哪个请求填充了缓存条目
stage-detail-deny = 明确拒绝还是隐式拒绝，以及由哪条语句决定
stage-setting-access_log = 访问日志
stage-setting-steps = INFO
stage-setting-data_trace = 数据跟踪
stage-turn-on-access_log = 开启推荐的访问日志
    .why = 每次调用一行，写明在哪一关被拒绝，包括在执行日志中没有记录的调用。
stage-turn-on-steps = 开启 INFO 日志级别
    .why = 打印每一步，包括拒绝。
stage-turn-on-data_trace = 开启数据跟踪
    .why = 有了它，可以区分缓存的策略和新的策略，日志中也会有作出拒绝的策略。
stage-surer = 有 { $n } 个原因可以更确定地说明。
stage-data-trace-secrets = 数据跟踪会把令牌和正文以明文写入日志。只在排查期间开启，禁止之处不要开启。
stage-cost-not-measured = 费用未测量：此处存储的阶段都没有记录更多。
stage-cost-call = 每次调用约增加 { $bytes } 字节，按 { $measured } 次调用测量。日志中没有调用总数。
stage-cost-day = 每次调用约增加 { $bytes } 字节，有调用的每天约 { $day } 字节，按 { $measured } 次调用测量。
stage-all-on = 本报告所要求的设置均已开启。
stage-format = 可粘贴的访问日志格式
stage-format-how = 仅一行，不含机密，写明每一个可能拒绝的关卡。
stage-format-where = 在 API Gateway 控制台粘贴：阶段，选中该阶段，日志和跟踪，编辑，自定义访问日志记录，日志格式。只有当本区域的账户设置指定了 CloudWatch Logs 的角色时，API Gateway 才会写日志。
not-found-stage = 没有这个阶段
not-found-stage-text = 没有存储该阶段的任何调用。

# Authorizers' caches
nav-cache = 缓存
caches-title = 授权方缓存
caches-lead = 各授权方最近一次应答时缓存中的内容。选择一个，即可查看任一时刻仍有效的条目，以及接下来会被拒绝的调用。
caches-authorizer = 授权方
caches-last = 最近一次应答（UTC）
caches-never = 已存储的日志中没有
caches-alive = 当时的条目
caches-limited = 只列出前 200 个授权方。
caches-none-title = 还没有授权方
caches-none-text = 只要日志或配置提到授权方，就会出现在这里。
not-found-cache = 没有这个授权方
not-found-cache-text = 已存储的日志和配置都没有提到此阶段上的这个授权方。
cache-title = { $authorizer } 的缓存
cache-lead = 此刻有 { $n } 个缓存的策略有效。
cache-lead-empty = 就已存储的日志来看，此刻缓存中没有有效内容。
cache-lead-off = 缓存已关闭：每次调用都会询问授权方。
cache-at = 时刻（UTC）
cache-at-go = 显示
cache-at-this = 时刻
cache-earlier = 提前一个 TTL
cache-later = 推后一个 TTL
cache-now = 现在
cache-last-answer = 最近一次应答
cache-ttl = 存活时间（TTL）
cache-ttl-known = { $n } 秒
cache-ttl-off = 已关闭（TTL 0）
cache-ttl-assumed = 假定为 API Gateway 的默认值 300 秒
cache-facts = 如何缓存
cache-sources = 身份来源
cache-sources-unknown = 没有授权方的配置，无法得知
cache-served = 由缓存应答
cache-served-share = { $share } %：自可能仍有效的最早条目以来，{ $all } 次调用中的 { $cached } 次
cache-served-none = 自可能仍有效的最早条目以来没有调用。
cache-served-unknown = 另有 { $n } 次无法判断：数据跟踪已关闭。
cache-flush = 如果刷新该阶段的缓存
cache-flush-cost = { $authorizers } 个授权方的 { $entries } 个条目会被清除。最近一分钟的约 { $callers } 个调用方各会再询问授权方一次：第一分钟内在平时之外每秒最多增加 { $rate } 次调用；其他调用方在下次调用时询问。
cache-around = 该时刻前后存活的条目，最多 { $most } 个。点击柱形可跳到相应时刻。
cache-around-one = { $at }：{ $n } 个条目
cache-stale-title = 被较早的应答放行
cache-stale = 有 { $n } 次调用被缓存的应答放行，而授权方当时已对同一主体的另一令牌作出拒绝；最长的一次发生在该拒绝之后 { $longest }。
cache-stale-latest = 其中最近的一次
cache-stale-refused-by = 作出拒绝的那次调用
cache-stale-do = 撤销权限后，旧令牌在其条目过期之前仍然有效。撤销时请刷新该阶段的授权方缓存，或选择您可以接受的 TTL。API Gateway 会遮盖主体，因此这些也可能是不同的调用方。
cache-risk-entries = { $n } 个条目持有这样的策略。
cache-cross-talk-title = 只针对单个方法的策略被缓存后用于所有方法
cache-bitten = 有 { $n } 次调用被缓存的策略拒绝，而这些策略没有提到所调用的方法。
cache-bitten-see = 查看这些调用
cache-cross-talk = { $entries } 个条目的策略没有提到其他策略允许的方法（{ $methods } 个）：在条目过期之前，其调用方在这些方法上会被拒绝。
cache-cross-talk-do = 让授权方返回调用方可以做的全部内容（…/prod/*），或把方法和路径加入缓存键，或关闭缓存。如果本来就只允许调用方使用单个方法，则没有问题。
cache-entries = 条目
cache-entries-why = 日志中没有直接提到缓存：哪些条目有效，是由已给出的应答和 TTL 推断的。身份被掩码，掩码相同的两个调用方无法区分；因此等级为推断。所有条目都按此时刻的 TTL 计算：TTL 调低后旧条目是否继续有效，AWS 没有说明。
cache-caller = 调用方
cache-filled = 由谁填充
cache-born = 产生时间（UTC）
cache-remaining = 剩余
cache-policy = 策略
cache-policy-unknown = 日志中不完整
cache-hits = 应答的调用
cache-hits-refused = { $n } 次被拒绝：未涵盖该方法
cache-others = 同一掩码下还有 { $n } 个应答可能仍有效：可能是多个调用方、刷新，或 TTL 更短
cache-page = 第 { $page } 页，共 { $of } 页
cache-page-before = 更早过期的
cache-page-behind = 更晚过期的
cache-matrix = 缓存的策略对各方法的规定
cache-matrix-none = 不知道该阶段的 ARN：没有任何日志行提到它，因此无法评估。
cache-matrix-more = 另有 { $n } 个条目较少的策略没有画出。
cache-methods-told = 此授权方保护的方法，以部署时为准。
cache-methods-seen = 之前一小时内被调用的方法：没有配置说明有哪些方法。
cache-method = 方法
cache-policies = 策略
cache-policy-entries = { $n } 个条目
cache-group = { $prefix } · { $n } 个方法
cache-group-refused = 其中 { $n } 个会被某些策略拒绝
coverage-allowed = 允许
coverage-explicit = 被某条语句拒绝
coverage-implicit = 没有语句提到：拒绝
coverage-depends = 取决于路径或条件

# Configurations of APIs
nav-configuration = 配置
configurations-title = 配置
configurations-lead = 已知的各 API 设置以及看到它的时间。每次调用都按它当时遇到的配置来判断。
configurations-api = API
configurations-last = 最近看到
configurations-n = 配置数
configurations-not-live = 已修改但未生效的阶段
configurations-all-live = 没有已知的
configurations-none-title = 还没有配置
configurations-none-text = 有了 API 的配置，TTL、身份来源和方法就是已知的，而不是假定的。拍摄一个快照，并与日志一起提供；此后会一直保留。
configuration-undated = 无日期
configuration-title = { $api } 的配置
configuration-history = 历史
configuration-seen = 首次看到
configuration-until = 直到 { $at } 未变
configuration-changes = 与前一个相比的变化
configuration-first = 已知的第一个。
configuration-save = 保存为配置包
    .of = 将 { $at } 的配置保存为配置包
configuration-same = 含义上没有差异。
configuration-older = 另有 { $n } 个更早的没有显示。
not-found-configuration = 没有这个 API 的配置
not-found-configuration-text = 还没有拍摄或提供过它的快照。
undeployed-title = 已修改但未部署
undeployed-some = 已修改，在部署之前不会在此阶段生效：
undeployed-none = 已知的全部内容都已在此阶段生效。
undeployed-unknown = 不知道部署了什么：没有部署之前的快照，也没有该阶段的导出。
undeployed-since = 部署于 { $at }。
undeployed-perhaps = 在部署前后修改；是之前还是之后，没有看到：
compare-title = 从 { $before } 到 { $after }
compare-none = 含义上没有差异。
compare-before = 从
compare-after = 到
compare-before-of = 从 { $at }
compare-after-of = 到 { $at }
compare-go = 比较
thing-api = API
thing-resource_policy = 资源策略
thing-authorizer = 授权方
thing-method = 方法
thing-gateway_response = 网关响应
thing-stage = 阶段
thing-deployment = 部署
thing-usage_plan = 使用计划
thing-api_key = API 密钥
thing-base_path_mapping = 基本路径映射
became-added = 新增
became-removed = 移除
became-nothing = 未设置
became-around = 语句之外有改动
became-statement-added = 新增语句 { $n }
became-statement-removed = 移除语句 { $n }
became-statement-changed = 修改语句 { $n }

## 事件

incidents-title = { $n ->
    [0] 没有未处理的事件
   *[other] { $n } 个未处理的事件
}
incidents-lead = 在同一处因同一原因结束的调用，按原因和起决定作用的语句归组。
incidents-states = 按状态查看事件
incidents-tab-open = 未处理（{ $n }）
incidents-tab-ignored = 已忽略（{ $n }）
incidents-tab-resolved = 已解决（{ $n }）
incidents-none = 这里没有事件。
incidents-limited = 还有更多，仅显示最近的事件。
incident-state-open = 未处理
incident-state-regressed = 再次出现
incident-state-ignored = 已忽略
incident-state-resolved = 已解决
incident-calls = { $n } 次调用
incident-callers = { $n } 个调用方
incident-callers-more = { $n } 个或更多调用方
incident-first = 首次
incident-last = 最近
incident-heals = 将于 { $at } 自行恢复，还有 { $span }
incident-trend-said = { $from } 至 { $to }：{ $n } 次调用，单列最多 { $most } 次
incident-key-authorizer = 授权方 { $authorizer }
incident-key-statement = 第 { $n } 条语句
incident-key-cached = 由缓存的策略拒绝
incident-key-fresh = 由新的策略拒绝
incident-methods = 请求了什么
incident-callers-title = 由谁请求
incident-caller-unnamed = 日志中未写明
incident-changed = 从一天前开始，该 API 发生的变更
incident-changed-see = 查看配置历史
incident-latest = 最近的调用
incident-see-calls = 查看这类调用
incident-resolve = 标记为已解决
incident-reopen = 重新打开
incident-take = 由我负责
incident-let-go = 不再负责
incident-ignore = 忽略…
incident-ignore-text = 满足以下任一条件时重新打开。
incident-ignore-hours = 时长
incident-ignore-ever = 直到满足以下条件
incident-ignore-calls = 再出现多少次调用（可选）
incident-ignore-callers = 出现多少个调用方（可选）
incident-ignore-go = 忽略
incident-ignored-until = 忽略至 { $at }
incident-activity = 动态
incident-comment = 评论
incident-comment-help = 支持 Markdown：强调、列表、引用、代码和链接。
incident-comment-go = 发表评论
incident-somebody = 某人
activity-comment = 发表了评论
activity-resolved = 标记为已解决
activity-reopened = 重新打开
activity-ignored = 忽略了它
activity-assigned = 开始负责
activity-unassigned = 不再负责
activity-until = 至 { $at }
activity-calls = 直到 { $n } 次调用
activity-callers = 直到 { $n } 个调用方
not-found-incident = 没有这个事件
not-found-incident-text = 它可能已随其调用一起被清除。
problem-comment = 请输入内容，最多 10,000 个字符。
problem-ignore = 请填写从 1 开始的整数，或留空。
incident-share = 共享…
shares-title = 事件 #{ $n } 的共享链接
shares-lead = 链接会向任何持有者展示事件此刻的样子，无需账户：标识符已缩短，调用方只计数、不具名。之后不再变化。
shares-for = 有效期
shares-days = { $n } 天
shares-make = 创建链接
shares-new = 共享链接
shares-new-text = 仅显示这一次：系统只保存它的指纹。在过期或被撤销之前，持有者都可以打开。
shares-links = 链接
shares-made = 创建时间（UTC）
shares-state = 状态
shares-views = 打开次数
shares-revoke = 撤销
shares-revoke-go = 撤销
shares-revoked = 已于 { $at } 撤销
shares-expired = 已于 { $at } 过期
shares-live = 有效至 { $at }
shared-gone = 这里没有内容
shared-gone-text = 链接有误、已过期或已撤销。请向提供者索取新的链接。
shared-about = 共享于 { $at }，有效至 { $until }。只读，标识符已缩短。
shared-what = 发生了什么
shared-state = 状态
shared-many = 数量
shared-figures = { $callers } 个调用方的 { $calls } 次调用
shared-resolved = 解决时间
shared-heals = 自行恢复
shared-where = API、阶段、授权方
shared-note = 内容为共享时的状态。AWS 的文本和 ARN 不翻译。


# 趋势
nav-trends = 趋势
trends-title = 趋势
trends-title-of = { $of } 的趋势
trends-all-stages = 全部阶段
trends-past = 近期没有新的调用：最新存储的调用发生在 { $last }，因此显示其最后几个小时。
trends-misread = 无法识别，已忽略：{ $names }。时刻请写作 2026-08-01T14:02:31（UTC），或 1970 年以来的毫秒数。
trends-over-time = 被拒绝或失败的调用，按原因
trends-range-label = 时间范围
trends-range-15m = 15 分钟
trends-range-1h = 1 小时
trends-range-6h = 6 小时
trends-range-24h = 24 小时
trends-range-7d = 7 天
trends-range-all = 全部存储的数据
trends-earlier = ← 更早
trends-later = 更晚 →
trends-wider = − 扩大
trends-narrower = + 缩小
trends-from = 开始（UTC）
trends-to = 结束（UTC）
trends-go = 显示
trends-shown = { $from } – { $to }，每列 { $step }
trends-stages = 阶段
trends-stage = 阶段
trends-calls = 调用
trends-refused = 被拒绝或失败
trends-refused-of = { $n }（{ $share }）
trends-week-before = 一周前
trends-no-week-before = 未存储
trends-top = 最常见的原因
trends-line = 在此范围内
chart-summary = 从 { $from } 到 { $to }，{ $requests } 次调用中有 { $refused } 次（{ $share }）被拒绝或失败；每列 { $step }。
chart-empty = 此范围内没有存储的调用。
chart-none-refused = 此范围内没有调用被拒绝或失败。
chart-week-before = 一周前
chart-others = 其他所有原因
chart-step-minutes = { $n } 分钟
chart-step-hours = { $n } 小时
chart-step-days = { $n } 天
chart-mark-deployed = { $what } 于 { $at } 部署
chart-mark-changed = { $what }：于 { $at } 首次看到不同的配置
chart-table = 以表格显示
chart-table-note = 现在和一周前都没有拒绝的列未列出。
chart-table-from = 开始（UTC）
chart-table-calls = 全部调用
home-latest-title = 最近几小时
home-latest-more = 其他时间范围与各个阶段
card-how = 如何操作
card-check = 如何确认有效
card-rollback = 如何恢复原状
card-look-up = 日志未写明，请先查明：{ $ids }。
card-see-cache = 查看该时刻的缓存
card-blast-emptied = 调用到来时，该阶段有 { $entries } 个条目存活。该分钟的约 { $callers } 个调用方各会再询问授权方一次。
card-blast-emptied-entries = 调用到来时，该阶段有 { $entries } 个条目存活；其调用方会再询问授权方一次。
card-blast-uncached = 按当时的流量，授权方每秒会被询问 { $uncached } 次，而不是 { $fresh } 次：每天约多 { $more } 次调用。
card-no-identity-check = 这是 REQUEST 授权方：关闭缓存后，即使缺少身份源也会被调用。
card-evaluation = 日志对评估的说明：
id-region = 区域
id-api = API ID
id-stage = 阶段
id-authorizer = 授权方 ID

## 概览的回答

answer-headline = { $stage } 自 { $since } 起：{ $share } 的调用被拒绝或失败
answer-ours = 是我们的问题吗？
answer-ours-figures = { $ours } 次被授权方或策略拒绝，{ $beside } 次在其他地方
answer-ours-unknown = { $ours } 次被授权方或策略拒绝，{ $beside } 次在其他地方，{ $unknown } 次原因未知
answer-bad = 有多严重？
answer-bad-figures = { $n } 次调用，占 { $share }
answer-before = 此前：{ $share }
answer-no-before = 没有此前的调用记录
answer-since = 从何时开始？
answer-others = 另有 { $n } 个事件
answer-changed = 有什么变化？
answer-changed-before = 在首次调用之前 { $span }
answer-nothing-changed = 前一天内没有已知的变化。
chart-brush = 在图表上拖动即可查看其中一段。
trends-status = 状态码
trends-status-all = 所有拒绝
chart-mark-flushed = { $what } 的缓存在 { $at } 之前被刷新（由缓存推断）
cache-flushed = 该阶段的缓存在 { $after } 与 { $before } 之间被刷新：{ $n } 个条目在到期前被重新应答，且没有更早的条目继续生效。

# 带走的内容。
takeaway = 复制为
takeaway-link = 链接
takeaway-curl = 用 curl 再次调用
takeaway-curl-note = 请先将调用方的令牌放入 { $variable }：这里不保存任何令牌。
takeaway-cli = 用 AWS CLI 查看其日志行
takeaway-insights = CloudWatch Logs Insights 查询
takeaway-group = 日志组 { $group }
takeaway-console = 用此查询打开 CloudWatch Logs Insights
takeaway-authorizers = 在 AWS 控制台中打开该 API 的授权方
takeaway-markdown = Markdown，用于工单
takeaway-json = JSON，用于程序
takeaway-save = 保存为文件
takeaway-csv = 保存为 CSV
takeaway-csv-most = （最多为最新的 { $n } 条）
takeaway-csv-cut = 仅含最新的 { $n } 行，还有更多。请缩小筛选范围。
takeaway-decided = 起决定作用
takeaway-when = 时间
takeaway-call = 调用
takeaway-number = 事件
takeaway-key = 归为一组的依据
takeaway-owner = 负责人
takeaway-proof = 最近的调用：
takeaway-timeline = 时间线
takeaway-first-call = 首次调用
takeaway-last-call = 最近一次调用
takeaway-heals = 最后一条缓存的拒绝自行失效

# Team.
forbidden-title = 仅限管理员
forbidden-text = 请联系此工作区的管理员。
settings-workspace = 工作区
team-title = 团队
team-lead = 可在此登录的人。成员可以执行一切操作，但不能管理人员和整个工作区。
team-note = 为谁创建（可选）
team-note-help = 仅管理员可见。
team-note-column = 为谁创建
team-unnoted = 无备注
team-invite = 创建邀请
team-invited = 未使用的邀请
team-until = 有效至（UTC）
team-withdraw = 撤回
team-link = 邀请链接
team-link-text = 仅显示这一次：系统只保存它的指纹。最先使用它的人成为成员；使用后或 7 天后失效。
team-people = 人员
team-role = 角色
team-since = 加入时间（UTC）
team-change = 更改
team-you = （您）
team-last = 唯一的管理员不可移除。
team-make-member = 设为成员
team-make-administrator = 设为管理员
team-remove = 移除…
team-remove-text = 立即在所有地方登出。此人做过的事仍以其名称保留，他人不能使用该名称。此操作无法撤销。
team-remove-go = 移除 { $name }
team-gone = 已移除
team-gone-text = 他们无法再登录，但做过的事仍保留其名称。
team-done-withdrawn = 邀请已撤回。
team-done-role = 角色已更改。
team-done-removed = 已移除，并已在所有地方登出。
role-administrator = 管理员
role-member = 成员
problem-mate-gone = 此人已被移除。
problem-last-administrator = 唯一的管理员既不能移除，也不能设为成员。请先将其他人设为管理员。
problem-name = 请选择 1 至 50 个字符的名称：字母、数字、空格以及 . - _ ' @ +
problem-name-taken = 此名称已有人使用或曾使用，请换一个；邀请仍然有效。
invite-title = 您受邀加入 why403
invite-lead = 请选择登录时使用的名称和密码。
invite-name-rule = 团队会在您所做的事旁看到它。
invite-go = 加入
invite-gone = 这里没有邀请
invite-gone-text = 链接有误、已使用、已撤回或已过期。请向邀请者索取新的链接。

# Several incidents at once.
incident-owner = 由谁负责
incident-nobody = 无人
incident-assign = 分配
activity-assigned-to = 请 @{ $name } 负责
activity-undone = 撤销了批量操作
several-label = 批量操作
several-ticked = 已勾选：
several-tick = 勾选事件 #{ $n }
several-ever = 直到重新打开
batch-resolved = { $n } 个事件已标记为已解决。
batch-reopened = { $n } 个事件已重新打开。
batch-ignored = { $n } 个事件已忽略。
batch-assigned = { $n } 个事件已分配。
batch-unassigned = { $n } 个事件现在无人负责。
batch-other = { $n } 个事件已更改。
batch-undo = 撤销操作
batch-undone = 已撤销：{ $n } 个中有 { $undone } 个恢复原状。之后又有改动的保持不变。
problem-owner = 此人已不在团队中，请选择其他人。
problem-none-ticked = 请先勾选至少一个事件。
problem-incidents-gone = 这些事件已不存在。
problem-not-undone = 无法撤销：已撤销过，或已超过一天。

# All links, and passphrases.
all-shares-title = 公开链接
all-shares-lead = { $n } 个事件共享链接有效：任何持有者无需账户即可打开。
all-shares-switch = 禁用公开链接
all-shares-on = 可以通过链接共享事件。禁用后，无法创建链接，已有链接也无法打开；恢复后，未过期且未撤销的链接可再次打开。
all-shares-off = 已禁用公开链接：无法创建新链接，已创建的链接如同从未存在。恢复后，未过期且未撤销的链接可再次打开。
all-shares-turn-off = 禁用所有链接
all-shares-turn-on = 重新允许链接
all-shares-cut = 仅显示最新的链接。
all-shares-incident = 事件
all-shares-revoke-title = 全部撤销
all-shares-revoke = 撤销 { $n } 个链接…
all-shares-revoke-text = 它们将永远无法再打开，之前打开过的人也不例外。此操作无法撤销。
all-shares-revoke-go = 永久撤销 { $n } 个链接
all-shares-revoked = 已撤销 { $n } 个链接。
shares-passphrase = 口令
shares-passphrase-yes = 需要
shares-passphrase-no = 无
shares-passphrase-ask = 口令（可选）
shares-passphrase-help = 至少 12 个字符；请通过其他途径告知对方。不会再次显示。
shares-with-passphrase = 需要口令
shares-none-public = 此工作区没有公开链接：管理员已将其禁用。
problem-no-public-links = 此工作区没有公开链接：管理员已将其禁用。
problem-passphrase = 口令不正确。
problem-passphrase-short = 口令至少需要 12 个字符。
problem-passphrase-common = 此口令过于容易猜到，请换一个。
locked-title = 请输入口令
locked-text = 向您提供链接的人可以告诉您口令。
locked-go = 打开
