//! How AWS is reached: region, role, address; and the clients that were made for it.

use std::{collections::HashMap, sync::Arc, time::Duration};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, environment::EnvironmentVariableRegionProvider,
    meta::region::RegionProviderChain, profile::ProfileFileRegionProvider, retry::RetryConfig,
    sts::AssumeRoleProvider, timeout::TimeoutConfig,
};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use tokio::sync::Mutex;

use crate::{
    apigateway::ApiGateway, cloudwatch::CloudWatch, configuration::ConfigurationSource, logs::LogSource,
};

/// How long a connection may take to be made.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// What AWS shows in its own records as the name of our sessions.
const SESSION: &str = "why403";

/// The way to logs or to configuration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Way {
    /// The region, as `eu-central-1`.
    pub region: String,
    /// The role that is taken on.
    pub role: Option<Role>,
    /// Where the service is asked, if not at its usual address.
    pub endpoint_url: Option<String>,
}

/// A role that is taken on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Role {
    /// Its ARN.
    pub arn: String,
    /// What it asks for before it is given.
    pub external_id: Option<String>,
    /// Where it is asked for, if not at the usual address or at that of `AWS_ENDPOINT_URL_STS`.
    pub endpoint_url: Option<String>,
}

/// An access key that is given, instead of being looked for.
#[derive(Clone)]
pub struct Keys {
    /// Its id.
    pub id: String,
    /// The secret.
    pub secret: String,
}

/// Clients for all ways that were asked for. Each keeps its connections and its credentials.
pub struct Clients {
    keys: Option<Keys>,
    answer_within: Duration,
    logs: Mutex<HashMap<Way, Arc<dyn LogSource>>>,
    configurations: Mutex<HashMap<Way, Arc<dyn ConfigurationSource>>>,
}

impl Clients {
    /// Clients that look for credentials where AWS's own tools do: environment, profile, sign-in, container, machine.
    pub fn new(answer_within: Duration) -> Self {
        Self { keys: None, answer_within, logs: Mutex::default(), configurations: Mutex::default() }
    }

    /// Clients that use this key.
    pub fn with_keys(keys: Keys, answer_within: Duration) -> Self {
        Self { keys: Some(keys), ..Self::new(answer_within) }
    }

    /// The logs at the end of a way.
    pub async fn log_source(&self, way: &Way) -> Arc<dyn LogSource> {
        let mut known = self.logs.lock().await;
        if let Some(client) = known.get(way) {
            return Arc::clone(client);
        }
        let mut config = aws_sdk_cloudwatchlogs::config::Builder::from(&self.config(way).await);
        if let Some(endpoint_url) = &way.endpoint_url {
            config = config.endpoint_url(endpoint_url);
        }
        let client = CloudWatch::new(aws_sdk_cloudwatchlogs::Client::from_conf(config.build()));
        let client: Arc<dyn LogSource> = Arc::new(client);
        known.insert(way.clone(), Arc::clone(&client));
        client
    }

    /// The configuration of APIs at the end of a way. Whoever asks by the same way shares its pace.
    pub async fn configuration_source(&self, way: &Way) -> Arc<dyn ConfigurationSource> {
        let mut known = self.configurations.lock().await;
        if let Some(client) = known.get(way) {
            return Arc::clone(client);
        }
        let mut config = aws_sdk_apigateway::config::Builder::from(&self.config(way).await);
        if let Some(endpoint_url) = &way.endpoint_url {
            config = config.endpoint_url(endpoint_url);
        }
        let client = aws_sdk_apigateway::Client::from_conf(config.build());
        let client: Arc<dyn ConfigurationSource> = Arc::new(ApiGateway::new(client, way.region.clone()));
        known.insert(way.clone(), Arc::clone(&client));
        client
    }

    /// With the credentials of the role, if one is taken on.
    async fn config(&self, way: &Way) -> SdkConfig {
        let base = self.base(way).await;
        match &way.role {
            Some(role) => {
                let provider = SharedCredentialsProvider::new(taken_on(role, &base, way).await);
                base.to_builder().credentials_provider(provider).build()
            }
            None => base,
        }
    }

    async fn base(&self, way: &Way) -> SdkConfig {
        let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_WITHIN)
            .operation_timeout(self.answer_within)
            .build();
        let loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http)
            .region(Region::new(way.region.clone()))
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts);
        match &self.keys {
            Some(keys) => loader.credentials_provider(keys.provider()).load().await,
            None => loader.load().await,
        }
    }
}

impl Keys {
    fn provider(&self) -> SharedCredentialsProvider {
        SharedCredentialsProvider::new(Credentials::new(&self.id, &self.secret, None, None, "why403"))
    }
}

/// The region that the environment or the profile names.
pub async fn usual_region() -> Option<String> {
    let named = RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new())
        .or_else(ProfileFileRegionProvider::new());
    named.region().await.map(|region| region.to_string())
}

/// What gives a role's credentials, and new ones when they run out.
async fn taken_on(role: &Role, base: &SdkConfig, way: &Way) -> AssumeRoleProvider {
    let mut config = base.to_builder();
    if let Some(endpoint_url) = &role.endpoint_url {
        config.set_endpoint_url(Some(endpoint_url.clone()));
    }
    let mut provider = AssumeRoleProvider::builder(&role.arn)
        .session_name(SESSION)
        .region(Region::new(way.region.clone()))
        .configure(&config.build());
    if let Some(external_id) = &role.external_id {
        provider = provider.external_id(external_id);
    }
    match base.credentials_provider() {
        Some(credentials) => provider.build_from_provider(credentials).await,
        None => provider.build().await,
    }
}
