//! Diagrams to look at and to test with, in a notation of two kinds of line: `id = Name` declares a
//! component, `from -> to: label` a flow.

use crate::pattern::{Category, Component, Flow, Pattern, Team};
use crate::slug::Slug;

/// An entry with components and flows only.
pub(super) fn entry(name: &str, components: Vec<Component>, flows: Vec<Flow>) -> Pattern {
    Pattern {
        slug: Slug::from_name(name).expect("samples have names"),
        name: name.to_owned(),
        category: Category::System,
        concern: None,
        complexity: 1,
        team: Team { label: String::new(), min: 1, max: None, note: None },
        aliases: vec![],
        summary: String::new(),
        use_when: vec![],
        avoid_when: vec![],
        components,
        flows,
        pros: vec![],
        cons: vec![],
        stacks: vec![],
        examples: vec![],
        versus: vec![],
        references: vec![],
        overview: String::new(),
        relations: vec![],
        failures: vec![],
        adopt: vec![],
        exits: vec![],
        measures: vec![],
        smells: vec![],
        terms: vec![],
        asked: vec![],
    }
}

/// Reads the notation.
pub(super) fn sample(name: &str, text: &str) -> Pattern {
    let (mut components, mut flows) = (Vec::new(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some((from, rest)) = line.split_once(" -> ") {
            let (to, label) = rest.split_once(": ").unwrap_or((rest, ""));
            flows.push(Flow { from: from.to_owned(), to: to.to_owned(), label: label.to_owned() });
        } else {
            let (id, name) = line.split_once(" = ").expect("`id = Name`");
            let does = format!("What the {} does.", name.to_lowercase());
            components.push(Component { id: id.to_owned(), name: name.to_owned(), does });
        }
    }
    entry(name, components, flows)
}

/// The diagrams that a person should find good.
pub(super) fn gallery() -> Vec<Pattern> {
    SAMPLES.iter().map(|(name, text)| sample(name, text)).collect()
}

const SAMPLES: &[(&str, &str)] = &[
    (
        "Circuit Breaker",
        "caller = Caller
        guard = Guarded call
        closed = Closed state
        open = Open state
        half = Half-open state
        remote = Remote service
        fallback = Fallback
        window = Sliding failure window
        caller -> guard: request
        guard -> closed: asks
        closed -> remote: lets through
        closed -> window: records outcome
        window -> closed: failure rate
        closed -> open: rate above limit
        open -> half: wait is over
        half -> remote: a few trials
        half -> closed: trials succeed
        half -> open: a trial fails
        open -> fallback: rejects at once
        fallback -> caller: stand-in answer",
    ),
    (
        "State Machine Only",
        "closed = Closed
        open = Open
        half = Half-open
        closed -> open: failures exceed limit
        open -> half: timer
        half -> closed: trial succeeds
        half -> open: trial fails
        closed -> closed: success",
    ),
    (
        "CQRS",
        "client = Client
        commands = Command handler
        aggregate = Aggregate
        store = Event store
        snapshots = Snapshot store
        projector = Projector
        view = Read model
        queries = Query handler
        client -> commands: command
        commands -> aggregate: loads and asks
        aggregate -> store: appends events
        store -> aggregate: replays
        store -> snapshots: every 500 events
        snapshots -> aggregate: shortcut
        store -> projector: streams
        projector -> view: updates
        client -> queries: query
        queries -> view: reads
        queries -> client: answer",
    ),
    (
        "Change Data Capture",
        "app = Application
        db = Source database
        log = Transaction log
        connector = Log reader
        offsets = Offset store
        broker = Message broker
        registry = Schema registry
        search = Search index
        cache = Cache
        lake = Data lake
        app -> db: writes rows
        db -> log: commits
        log -> connector: changes in order
        connector -> offsets: saves position
        offsets -> connector: resumes from
        connector -> registry: registers schema
        connector -> broker: publishes change
        broker -> search: indexes
        broker -> cache: invalidates
        broker -> lake: archives",
    ),
    (
        "RAG",
        "docs = Document sources
        chunker = Chunker
        embed = Embedding model
        index = Vector index
        user = User
        retriever = Retriever
        reranker = Reranker
        prompt = Prompt builder
        llm = Language model
        docs -> chunker: text
        chunker -> embed: chunks
        embed -> index: vectors
        user -> retriever: question
        retriever -> embed: question
        retriever -> index: nearest neighbours
        index -> retriever: candidates
        retriever -> reranker: candidates
        reranker -> prompt: best passages
        user -> prompt: question
        prompt -> llm: grounded prompt
        llm -> user: answer with sources",
    ),
    (
        "Monolith",
        "browser = Browser
        ui = Web layer
        orders = Orders module
        billing = Billing module
        stock = Stock module
        jobs = Background jobs
        db = Shared database
        browser -> ui: HTTPS
        ui -> orders: calls
        ui -> billing: calls
        ui -> stock: calls
        orders -> billing: calls
        orders -> stock: calls
        orders -> db: SQL
        billing -> db: SQL
        stock -> db: SQL
        jobs -> db: SQL",
    ),
    (
        "API Gateway",
        "web = Web app
        mobile = Mobile app
        partner = Partner systems
        gateway = API gateway
        identity = Identity provider
        limits = Rate-limit counters
        cache = Response cache
        orders = Order service
        catalogue = Catalogue service
        payments = Payment service
        web -> gateway: HTTPS
        mobile -> gateway: HTTPS
        partner -> gateway: HTTPS
        gateway -> identity: checks token
        gateway -> limits: counts
        gateway -> cache: looks up
        cache -> gateway: hit
        gateway -> orders: routes
        gateway -> catalogue: routes
        gateway -> payments: routes",
    ),
    (
        "Saga",
        "client = Client
        orchestrator = Saga orchestrator
        log = Saga log
        orders = Order service
        payments = Payment service
        stock = Stock service
        client -> orchestrator: place order
        orchestrator -> log: records each step
        log -> orchestrator: state after crash
        orchestrator -> orders: create
        orders -> orchestrator: created
        orchestrator -> payments: charge
        payments -> orchestrator: charged or declined
        orchestrator -> stock: reserve
        stock -> orchestrator: reserved or sold out
        orchestrator -> payments: refund
        orchestrator -> orders: cancel",
    ),
    (
        "Consensus",
        "client = Client
        leader = Leader
        follower = Follower
        candidate = Candidate
        log = Replicated log
        machine = State machine
        client -> leader: proposal
        leader -> log: appends
        leader -> follower: append entries
        follower -> leader: acknowledges
        follower -> candidate: election timeout
        candidate -> candidate: split vote, new term
        candidate -> leader: majority of votes
        candidate -> follower: sees higher term
        leader -> follower: steps down
        log -> machine: applies committed entries
        machine -> client: result",
    ),
    (
        "Hexagonal",
        "http = HTTP adapter
        cli = Command-line adapter
        inbound = Inbound port (use-case interfaces)
        domain = Domain model and application services
        outbound = Outbound port (repository interfaces)
        sql = SQL adapter
        mail = Mail adapter
        http -> inbound: calls
        cli -> inbound: calls
        domain -> inbound: implements
        domain -> outbound: needs
        sql -> outbound: implements
        mail -> outbound: implements",
    ),
    (
        "Pipeline",
        "ingest = Ingestion
        validate = Validation
        features = Feature engineering
        train = Training
        evaluate = Evaluation
        registry = Model registry
        serve = Serving endpoint
        monitor = Drift monitor
        ingest -> validate: raw records
        validate -> features: clean records
        features -> train: feature vectors
        train -> evaluate: candidate model
        evaluate -> registry: approved model
        evaluate -> train: rejected
        registry -> serve: deploys
        serve -> monitor: predictions
        monitor -> ingest: triggers retraining",
    ),
    (
        "Boxes Only",
        "a = Presentation layer
        b = Business logic layer
        c = Persistence layer
        d = Database
        e = Cross-cutting concerns (logging, security)
        f = Shared kernel",
    ),
    (
        "Service Mesh",
        "control = Control plane
        ca = Certificate authority
        service-a = Service A
        proxy-a = Sidecar proxy A
        service-b = Service B
        proxy-b = Sidecar proxy B
        telemetry = Telemetry backend
        service-a -> proxy-a: plain HTTP
        proxy-a -> proxy-b: mutual TLS
        proxy-b -> service-b: plain HTTP
        control -> proxy-a: routes and policy
        control -> proxy-b: routes and policy
        ca -> control: certificates
        proxy-a -> telemetry: metrics and traces
        proxy-b -> telemetry: metrics and traces",
    ),
    (
        "Agents",
        "user = User
        planner = Planner
        memory = Working memory
        critic = Critic
        tools = Tool registry
        worker = Worker agent
        user -> planner: goal
        planner -> worker: subtask
        worker -> tools: tool call
        tools -> worker: observation
        worker -> memory: notes
        memory -> planner: context
        worker -> critic: draft
        critic -> worker: objections
        critic -> planner: accepted result
        planner -> planner: replans
        planner -> user: answer",
    ),
];
