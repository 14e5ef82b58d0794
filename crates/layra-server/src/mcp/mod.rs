//! The catalogue for coding agents, over the Model Context Protocol.
//!
//! [`Agent`] answers both eras of the protocol: revision 2026-07-28, where every request stands alone, and
//! the older ones that begin with `initialize`; the SDK tells them apart. What it offers stands in one file
//! each: `tools`, `resources`, `prompts`, and `completion` of their arguments. [`stdio()`] speaks on
//! the standard streams, [`http()`] at an address of the site. Files are read and written by tools alone, and
//! only in a [`Root`], which agents over HTTP have none of.

mod completion;
mod http;
mod paced;
mod prompts;
mod resources;
mod root;
mod schema;
mod stdio;
mod tools;

use std::borrow::Cow;
use std::sync::Arc;

use rmcp::model::{
    CacheScope, CallToolRequestParams, CallToolResponse, CompleteRequestParams, CompleteResult, DiscoverResult,
    GetPromptRequestParams, GetPromptResponse, Implementation, ListPromptsResult, ListResourceTemplatesResult,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ProtocolVersion, ReadResourceRequestParams,
    ReadResourceResponse, ServerCapabilities, ServerConfig, SubscriptionFilter, Tool,
};
use rmcp::service::{NotificationContext, RequestContext, RoleServer, SubscriptionContext};
use rmcp::{ErrorData, ServerHandler};
use tokio::sync::watch;

use crate::library::Library;

pub use http::{Sessions, http};
pub use root::Root;
pub use stdio::{Reload, stdio};

/// Where agents ask on the site.
pub const ADDRESS: &str = "/mcp";

/// How long a client may take a list for current, in milliseconds. Notices of changes come earlier.
const FRESH: u64 = 300_000;

/// What a model is told before it sees a tool.
const INSTRUCTIONS: &str = "Software architecture patterns, each with statements for and against it, trade-offs, \
    failure modes, the way in and the way out. Nobody knows which pattern: search_patterns. A situation is \
    described and something must be chosen: advise, which keeps facts apart from wishes and says what it would \
    ask next. Two to four named ones: compare_patterns. One named one: get_pattern, with a budget of tokens. \
    Cite statements as slug#id. No result means that nothing here answers; say so instead of guessing.";
/// What it is told besides where decisions can be written.
const WITH_ROOT: &str = " The user has decided: record_decision keeps that in the repository.";

/// The server side of a connection, or of a request where requests stand alone.
#[derive(Debug, Clone)]
pub struct Agent {
    library: watch::Receiver<Arc<Library>>,
    root: Option<Root>,
}

impl Agent {
    /// An agent that answers from whatever `library` holds at the time, and touches no file.
    pub fn new(library: watch::Receiver<Arc<Library>>) -> Self {
        Self { library, root: None }
    }

    /// The same with tools that read and write in `root`.
    #[must_use]
    pub fn with_root(self, root: Root) -> Self {
        Self { root: Some(root), ..self }
    }

    fn library(&self) -> Arc<Library> {
        Arc::clone(&self.library.borrow())
    }
}

impl ServerHandler for Agent {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_resources_list_changed()
            .enable_prompts()
            .enable_completions()
            .build();
        let implementation = Implementation::new("layra", env!("CARGO_PKG_VERSION")).with_title("Layra");
        let instructions = format!("{INSTRUCTIONS}{}", if self.root.is_some() { WITH_ROOT } else { "" });
        ServerConfig::new(capabilities).with_server_info(implementation).with_instructions(instructions)
    }

    async fn discover(&self, _: RequestContext<RoleServer>) -> Result<DiscoverResult, ErrorData> {
        let versions: Cow<'static, [ProtocolVersion]> = self.supported_protocol_versions();
        let result = DiscoverResult::from_server_info(versions.into_owned(), self.get_info());
        Ok(result.with_ttl_ms(FRESH).with_cache_scope(CacheScope::Public))
    }

    async fn list_tools(
        &self,
        page: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let (tools, next) = one_page(tools::list(self.root.as_ref()).cloned().collect(), page.as_ref())?;
        let mut result = ListToolsResult::with_all_items(tools).with_ttl_ms(FRESH).with_cache_scope(CacheScope::Public);
        result.next_cursor = next;
        Ok(result)
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        tools::list(self.root.as_ref()).find(|tool| tool.name == name).cloned()
    }

    async fn call_tool(
        &self,
        call: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        tools::call(&self.library(), self.root.as_ref(), call, &context)
    }

    async fn list_resources(
        &self,
        page: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        let (resources, next) = one_page(resources::list(&self.library()), page.as_ref())?;
        let result = ListResourcesResult::with_all_items(resources);
        let mut result = result.with_ttl_ms(FRESH).with_cache_scope(CacheScope::Public);
        result.next_cursor = next;
        Ok(result)
    }

    async fn list_resource_templates(
        &self,
        page: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let (templates, next) = one_page(resources::templates(), page.as_ref())?;
        let result = ListResourceTemplatesResult::with_all_items(templates);
        let mut result = result.with_ttl_ms(FRESH).with_cache_scope(CacheScope::Public);
        result.next_cursor = next;
        Ok(result)
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let result = resources::read(&self.library(), &request.uri)?;
        Ok(result.with_ttl_ms(FRESH).with_cache_scope(CacheScope::Public).into())
    }

    async fn list_prompts(
        &self,
        page: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        let (prompts, next) = one_page(prompts::list(), page.as_ref())?;
        let result = ListPromptsResult::with_all_items(prompts);
        let mut result = result.with_ttl_ms(FRESH).with_cache_scope(CacheScope::Public);
        result.next_cursor = next;
        Ok(result)
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        prompts::get(&self.library(), &request).map(Into::into)
    }

    async fn complete(
        &self,
        request: CompleteRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CompleteResult, ErrorData> {
        completion::complete(&self.library(), &request)
    }

    fn accepted_subscription_filter(&self, _: &SubscriptionFilter) -> Option<SubscriptionFilter> {
        Some(SubscriptionFilter::builder().resources_list_changed().build())
    }

    async fn listen(&self, context: SubscriptionContext) -> Result<(), ErrorData> {
        let mut library = self.library.clone();
        library.mark_unchanged();
        loop {
            tokio::select! {
                () = context.cancelled() => return Ok(()),
                changed = library.changed() => match changed {
                    Ok(()) if context.sink().notify_resource_list_changed().await.is_err() => return Ok(()),
                    Ok(()) => {}
                    // Nothing will change any more; the client may go on listening.
                    Err(_) => {
                        context.cancelled().await;
                        return Ok(());
                    }
                },
            }
        }
    }

    async fn on_initialized(&self, context: NotificationContext<RoleServer>) {
        let mut library = self.library.clone();
        library.mark_unchanged();
        tokio::spawn(async move {
            while library.changed().await.is_ok() && context.peer.notify_resource_list_changed().await.is_ok() {}
        });
    }
}

/// Items on a page of a list.
const PAGE: usize = 50;

/// The page of `items` that a cursor asks for, and the cursor of the next. A cursor is the place of its
/// first item.
fn one_page<T>(
    mut items: Vec<T>,
    page: Option<&PaginatedRequestParams>,
) -> Result<(Vec<T>, Option<String>), ErrorData> {
    let start = match page.and_then(|page| page.cursor.as_deref()) {
        None => 0,
        Some(cursor) => cursor.parse().ok().filter(|start| *start < items.len() && *start > 0).ok_or_else(|| {
            ErrorData::invalid_params("`cursor` is none that was given; ask without one for the first page", None)
        })?,
    };
    let next = (items.len() > start + PAGE).then(|| (start + PAGE).to_string());
    Ok((items.drain(start..).take(PAGE).collect(), next))
}

/// Text a client sent, short enough to be repeated.
fn shown(text: &str) -> String {
    const LONGEST: usize = 80;
    let short: String = text.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    format!("`{short}{}`", if text.chars().count() > LONGEST { "…" } else { "" })
}
