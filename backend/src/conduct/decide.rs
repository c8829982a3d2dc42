//! What is done with a report: asked, answered, decided, sent.

use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{ConductDecide, ConductFile, ConductRead};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::conduct::{
    ConductAct, ConductAsk, ConductDecided, ConductLift, ConductMeasure, ConductPath, ConductReply,
    ConductReport, ConductSend,
};
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::problem::ProblemKind;

use super::{answered, may, view};
use crate::access::{Granted, Permit};
use crate::api::Done;
use crate::call::Call;
use crate::locate::Locate;
use crate::problem::{Error, Result};
use crate::store::conduct::ConductRow;
use crate::store::{self, Audit, Tx};

pub(super) async fn ask(call: Call<ConductAsk>) -> Result<Done<ConductReport>> {
    let (permit, at) = (call.permit()?, call.at);
    step(&call, ConductAct::Ask, "ask", async |tx, row| {
        store::conduct::say(tx, &permit, row, call.body.text.trim(), at).await
    })
    .await
}

pub(super) async fn reply(call: Call<ConductReply>) -> Result<Done<ConductReport>> {
    let (permit, at) = (call.permit()?, call.at);
    step(&call, ConductAct::Reply, "reply", async |tx, row| {
        store::conduct::say(tx, &permit, row, call.body.text.trim(), at).await
    })
    .await
}

pub(super) async fn decide(call: Call<ConductDecided>) -> Result<Done<ConductReport>> {
    let (permit, at, body): (Permit<ConductDecide>, _, _) = (call.permit()?, call.at, &call.body);
    let today = call.member()?.school.today(at);
    step(&call, ConductAct::Decide, "decide", async |tx, row| {
        let mut errors = Vec::new();
        body.check_for(row.kind, today, &mut errors);
        if !errors.is_empty() {
            return Err(Error::invalid(errors));
        }
        if body.measures.contains(&ConductMeasure::CloseChannel) {
            // One way stays open at least.
            let closed = store::conduct::closed(tx, &permit, row.reported_id, today).await?;
            if closed.iter().any(|one| Some(*one) != body.channel) {
                return Err(Error::field("/channel", FieldErrorKind::NotOpen));
            }
        }
        store::conduct::decide(tx, &permit, row, body, at).await
    })
    .await
}

pub(super) async fn lift(call: Call<ConductLift>) -> Result<Done<ConductReport>> {
    step(&call, ConductAct::Lift, "lift", async |tx, row| {
        store::conduct::lift(tx, row, call.at).await
    })
    .await
}

pub(super) async fn send(call: Call<ConductSend>) -> Result<Done<ConductReport>> {
    let at = call.at;
    step(
        &call,
        ConductAct::Send,
        "send",
        async |tx, row: &Granted<ConductFile, ConductRow>| store::conduct::give_to_mail(tx, row, at).await,
    )
    .await
}

/// Does something with a report that nobody else changed meanwhile, if it may be done now.
async fn step<E>(
    call: &Call<E>,
    act: ConductAct,
    field: &str,
    write: impl AsyncFn(&Tx, &Granted<E::Action, ConductRow>) -> Result<()>,
) -> Result<Done<ConductReport>>
where
    E: Endpoint<Params = ConductPath>,
    E::Params: Locate,
    E::Action: ActionType,
{
    let (app, member, version) = (&call.app, call.member()?, call.version()?);
    let (read, permit): (Permit<ConductRead>, Permit<E::Action>) = (member.permit()?, member.permit()?);
    let (id, at) = (call.params.report, call.at);
    // What stands in the school's settings, read before the report is held.
    let seen = view(app, member, id, at).await?;
    app.store
        .write(async |tx| {
            let row = permit.grant(store::conduct::hold(tx, &read, id).await?.into_row())?;
            if row.version != version {
                return Err(Error::stale(&view(app, member, id, at).await?));
            }
            if !may(app, member, &row, seen.founder.as_ref(), at).contains(&act) {
                return Err(ProblemKind::WrongState.into());
            }
            write(tx, &row).await?;
            Audit::of(&permit, at)
                .on(id.0)
                .fields(&["conduct", field])
                .write(tx)
                .await
        })
        .await?;
    answered(view(app, member, id, at).await?)
}
