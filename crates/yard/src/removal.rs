//! What features remove in the same way: a file once the last row that named it is gone, by a job under a name of its own, and the rows of
//! a table that are somebody's; and what they leave out in the same way, since an organisation shut it.

/// Declares the job `RemoveFile` of a feature: `removes_file!("face.remove_file")`. Its name stays what it is, since one that waits in a
/// house is found by it.
#[macro_export]
macro_rules! removes_file {
    ($name:literal) => {
        /// Removes a file that no row names any longer. Its name is random and says nothing.
        #[derive(serde::Serialize, serde::Deserialize)]
        pub(super) struct RemoveFile {
            name: String,
        }

        impl RemoveFile {
            /// Once the unit of work is committed.
            pub(super) async fn later(cx: &mut ground::Ctx, name: &str) -> Result<(), ground::Fault> {
                cx.later(<Self as ground::Job<$crate::House>>::NAME, &Self { name: name.to_owned() }).await
            }
        }

        impl ground::Job<$crate::House> for RemoveFile {
            const NAME: &'static str = $name;

            async fn run(self, house: &$crate::House, _: &mut ground::Ctx) -> Result<(), ground::Stop> {
                Ok(house.blobs.delete(&self.name).await?)
            }
        }
    };
}

/// Declares an [`Erase`](crate::erasure::Erase) of one statement, which takes the person and how many rows go at most:
/// `erases!(/** What he said goes. */ erase_words, "DELETE FROM …")`.
#[macro_export]
macro_rules! erases {
    ($(#[$meta:meta])* $name:ident, $sql:literal) => {
        $(#[$meta])*
        pub(crate) fn $name<'a>(
            _: &'a $crate::House,
            cx: &'a mut ground::Ctx,
            person: ground::PersonId,
            most: i64,
        ) -> $crate::erasure::Working<'a> {
            Box::pin(async move { Ok(cx.run($sql, ground::values![person, most]).await?) })
        }
    };
}

/// The condition that a row is of no organisation, or of one that has a service open: `opened!("e", "calendar")` of rows `e` with a
/// column `org`. It is a literal, to be put together with others by `concat!`.
#[macro_export]
macro_rules! opened {
    ($row:literal, $service:literal) => {
        concat!(
            "(",
            $row,
            ".org IS NULL OR EXISTS (SELECT 1 FROM yard_org_opened o WHERE o.org = ",
            $row,
            ".org AND o.service = '",
            $service,
            "'))"
        )
    };
}
