//! The door of sign-ups: what they ask of other modules, and how those answer. It travels as events do, so that a
//! module can be asked wherever it runs.

use blueprint_modular_monolith_kernel::{Cents, Customer, Event};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a customer signs up for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signup {
    /// Who.
    pub customer: Customer,
    /// For which plan.
    pub plan: String,
    /// With how many seats.
    pub seats: u32,
    /// From which day on.
    pub day: Date,
    /// What is held until the end.
    pub deposit: Cents,
}

/// A step of a sign-up. Together with its saga and its direction its name is the key of one effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Which sign-up.
    pub saga: String,
    /// Which step.
    pub name: String,
    /// Done or taken back.
    pub direction: Direction,
}

/// Whether a step is to be done or taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Done.
    Do,
    /// Taken back.
    Undo,
}

/// Whoever keeps deposits is asked to take one, to give it back, or to keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepositAsked {
    /// Which of these.
    pub step: Step,
    /// For what.
    pub signup: Signup,
}

/// Whoever keeps subscriptions is asked to begin one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginningAsked {
    /// In which step.
    pub step: Step,
    /// Which.
    pub signup: Signup,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepAnswered {
    /// Of which.
    pub step: Step,
    /// Why it was refused, if it was.
    pub refused: Option<String>,
}

impl Event for DepositAsked {
    const KIND: &'static str = "signups.deposit-asked";
}

impl Event for BeginningAsked {
    const KIND: &'static str = "signups.beginning-asked";
}

impl Event for StepAnswered {
    const KIND: &'static str = "signups.step-answered";
}
