//! What the school decides: erasures, corrections, and how long it keeps what.

use podskazka_shared::page::Page;
use podskazka_shared::privacy::{
    Correction, CorrectionsAccept, CorrectionsFind, CorrectionsList, CorrectionsRefuse, ErasureView,
    ErasuresApprove, ErasuresFind, ErasuresList, ErasuresRefuse, Retention, RetentionFind, RetentionUpdate,
};

use crate::api::Done;
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::{Audit, privacy};

pub(super) async fn erasures(call: Call<ErasuresList>) -> Result<Done<Page<ErasureView>>> {
    let page = privacy::erasure::list(&call.app.store, &call.permit()?, &call.query).await?;
    Ok(Done::new(page))
}

pub(super) async fn erasure(call: Call<ErasuresFind>) -> Result<Done<ErasureView>> {
    let (store, permit) = (&call.app.store, call.permit()?);
    let row = privacy::erasure::find(store, &permit, call.params.erasure).await?;
    Ok(shown(privacy::erasure::view(store, &permit, row).await?))
}

fn shown(view: ErasureView) -> Done<ErasureView> {
    let version = view.erasure.version;
    Done::new(view).version(version)
}

pub(super) async fn approve(call: Call<ErasuresApprove>) -> Result<Done<ErasureView>> {
    let (permit, at, version) = (call.permit()?, call.at, call.version()?);
    let view = call.app.store.write(async |tx| {
        let row = privacy::erasure::hold_all(tx, &permit, call.params.erasure).await?;
        if row.version() != version {
            return Err(Error::stale(&privacy::erasure::view(tx, &permit, row).await?));
        }
        let row = permit.grant(row)?;
        let secret = call.app.auth.secret();
        privacy::erasure::approve(tx, &row, permit.member(), secret, at).await?;
        let line = Audit::of(&permit, at).on(row.member().0);
        line.fields(&["approve"]).write(tx).await?;
        let row = privacy::erasure::find(tx, &permit, call.params.erasure).await?;
        privacy::erasure::view(tx, &permit, row).await
    });
    Ok(shown(view.await?))
}

pub(super) async fn refuse(call: Call<ErasuresRefuse>) -> Result<Done<ErasureView>> {
    let (permit, at, version) = (call.permit()?, call.at, call.version()?);
    let view = call.app.store.write(async |tx| {
        let row = privacy::erasure::hold(tx, &permit, call.params.erasure).await?;
        if row.version() != version {
            return Err(Error::stale(&privacy::erasure::view(tx, &permit, row).await?));
        }
        let row = permit.grant(row)?;
        privacy::erasure::refuse(tx, &row, permit.member(), call.body.reason.trim(), at).await?;
        let line = Audit::of(&permit, at).on(row.member().0);
        line.fields(&["refuse"]).write(tx).await?;
        let row = privacy::erasure::find(tx, &permit, call.params.erasure).await?;
        privacy::erasure::view(tx, &permit, row).await
    });
    Ok(shown(view.await?))
}

pub(super) async fn corrections(call: Call<CorrectionsList>) -> Result<Done<Page<Correction>>> {
    let page = privacy::correction::list(&call.app.store, &call.permit()?, &call.query).await?;
    Ok(Done::new(page))
}

pub(super) async fn correction(call: Call<CorrectionsFind>) -> Result<Done<Correction>> {
    let found = privacy::correction::find(&call.app.store, &call.permit()?, call.params.correction).await?;
    Ok(one(found.0))
}

fn one(correction: Correction) -> Done<Correction> {
    let version = correction.version;
    Done::new(correction).version(version)
}

pub(super) async fn accept(call: Call<CorrectionsAccept>) -> Result<Done<Correction>> {
    let (permit, at, version) = (call.permit()?, call.at, call.version()?);
    let id = call.params.correction;
    let done = call.app.store.write(async |tx| {
        let row = privacy::correction::hold_all(tx, &permit, id).await?;
        if row.version() != version {
            return Err(Error::stale(&privacy::correction::find(tx, &permit, id).await?.0));
        }
        let row = permit.grant(row)?;
        privacy::correction::accept(tx, &row, permit.member(), at).await?;
        let changes = row.changes();
        Audit::of(&permit, at)
            .on(row.member().0)
            .fields(&changes)
            .write(tx)
            .await?;
        Ok(privacy::correction::find(tx, &permit, id).await?.0)
    });
    Ok(one(done.await?))
}

pub(super) async fn decline(call: Call<CorrectionsRefuse>) -> Result<Done<Correction>> {
    let (permit, at, version) = (call.permit()?, call.at, call.version()?);
    let id = call.params.correction;
    let done = call.app.store.write(async |tx| {
        let row = privacy::correction::hold(tx, &permit, id).await?;
        if row.version() != version {
            return Err(Error::stale(&privacy::correction::find(tx, &permit, id).await?.0));
        }
        let row = permit.grant(row)?;
        privacy::correction::refuse(tx, &row, permit.member(), call.body.reason.trim(), at).await?;
        Audit::of(&permit, at)
            .on(row.member().0)
            .fields(&["refuse"])
            .write(tx)
            .await?;
        Ok(privacy::correction::find(tx, &permit, id).await?.0)
    });
    Ok(one(done.await?))
}

pub(super) async fn retention(call: Call<RetentionFind>) -> Result<Done<Retention>> {
    let found = privacy::retention(&call.app.store, &call.permit()?).await?;
    Ok(Done::new(found).version(found.version))
}

pub(super) async fn set_retention(call: Call<RetentionUpdate>) -> Result<Done<Retention>> {
    let (permit, at, version) = (call.permit()?, call.at, call.version()?);
    let done = call.app.store.write(async |tx| {
        if !privacy::set_retention(tx, &permit, &call.body, version).await? {
            return Err(Error::stale(&privacy::retention(tx, &permit).await?));
        }
        let line = Audit::of(&permit, at).on(permit.school().0);
        line.fields(&["retention"]).write(tx).await?;
        privacy::retention(tx, &permit).await
    });
    let done = done.await?;
    Ok(Done::new(done).version(done.version))
}
