//! Orders of a test: appointments, who acts for the head, who runs the installation.

use chrono::{Duration, NaiveDate};
use podskazka::store;
use podskazka_shared::appointments::Direction;
use podskazka_shared::appointments::acting::{Acting, ActingBody, ActingCreate, ActingEnd, ActingPath};
use podskazka_shared::appointments::order::{
    Appointment, AppointmentBody, AppointmentPath, AppointmentsApprove, AppointmentsCreate, AppointmentsEnd,
};
use podskazka_shared::auth::name::SignInName;
use podskazka_shared::ids::{ActingId, AppointmentId};

use super::{TEST, Who};

impl Who {
    /// The day in UTC.
    pub fn today(&self) -> NaiveDate {
        self.app().now().date_naive()
    }

    pub fn appointment(&self, appointment: AppointmentId) -> AppointmentPath {
        AppointmentPath {
            school: self.school.clone(),
            appointment,
        }
    }

    pub fn acting(&self, acting: ActingId) -> ActingPath {
        ActingPath {
            school: self.school.clone(),
            acting,
        }
    }

    /// An appointment of somebody from today on, for operation.
    pub fn order_of(&self, helper: &Who) -> AppointmentBody {
        AppointmentBody {
            member: helper.member,
            order_number: "12-од".into(),
            order_date: self.today(),
            from: self.today(),
            to: None,
            directions: vec![Direction::Operation],
            topics: Vec::new(),
        }
    }

    pub async fn enters(&self, helper: &Who) -> Appointment {
        self.later();
        let body = self.order_of(helper);
        self.ask::<AppointmentsCreate>(self.path())
            .body(&body)
            .done()
            .await
    }

    pub async fn approves(&self, appointment: &Appointment) -> Appointment {
        self.later();
        self.ask::<AppointmentsApprove>(self.appointment(appointment.id))
            .version(appointment.version)
            .done()
            .await
    }

    pub async fn ends(&self, appointment: &Appointment) -> Appointment {
        self.later();
        self.ask::<AppointmentsEnd>(self.appointment(appointment.id))
            .version(appointment.version)
            .done()
            .await
    }

    /// An order by which somebody acts for the head for ten days from today on.
    pub fn acting_of(&self, deputy: &Who) -> ActingBody {
        ActingBody {
            member: deputy.member,
            order_number: "7-к".into(),
            order_date: self.today(),
            from: self.today(),
            to: self.today() + Duration::days(9),
        }
    }

    pub async fn orders(&self, deputy: &Who) -> Acting {
        self.later();
        let body = self.acting_of(deputy);
        self.ask::<ActingCreate>(self.path()).body(&body).done().await
    }

    pub async fn ends_acting(&self, acting: &Acting) -> Acting {
        self.later();
        self.ask::<ActingEnd>(self.acting(acting.id))
            .version(acting.version)
            .done()
            .await
    }

    /// Makes them an operator, as the command line does.
    pub async fn operates(&self) {
        let (login, at) = (SignInName::parse(&self.login).unwrap(), self.app().now());
        let written = self
            .app()
            .store()
            .write(async |tx| store::platform::add_operator(tx, TEST, &login, at).await);
        assert_eq!(written.await.unwrap(), Some(self.person));
    }
}
