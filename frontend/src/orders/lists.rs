//! Lists of orders by their state, read page by page.

use podskazka_shared::appointments::order::{OrderState, OrdersQuery};
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::page::Page;
use podskazka_shared::schools::SchoolPath;

use crate::live::State;
use crate::people::paged::{Paged, paged};
use crate::reading::Reading;
use crate::session::Here;

/// The orders in this state, read once they are wanted.
pub fn list_of<L, T>(here: &Here, state: OrderState, wanted: State<bool>) -> Paged<T>
where
    L: Endpoint<Params = SchoolPath, Query = OrdersQuery, Body = (), Reply = Page<T>>,
    T: Clone + Send + Sync + 'static,
{
    let school = here.school();
    let ask = move || {
        let query = OrdersQuery {
            state: Some(state),
            limit: Some(50),
            ..OrdersQuery::default()
        };
        wanted.get().then(|| (school.clone(), query))
    };
    paged::<L, T>(ask, |query, after| query.after = Some(after))
}

/// The lists of a screen: what is done in one shows in the others.
pub struct Lists<T: Send + Sync + 'static, const N: usize>(pub [Reading<Page<T>>; N]);

impl<T: Send + Sync + 'static, const N: usize> Clone for Lists<T, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static, const N: usize> Copy for Lists<T, N> {}

impl<T: Send + Sync + 'static, const N: usize> Lists<T, N> {
    pub fn again(self) {
        self.0.iter().for_each(|list| list.again());
    }
}
