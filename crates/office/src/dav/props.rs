//! Which properties the places of a device have (RFC 4918, 3744, 4791, 6578), and what they say.

use axum::http::StatusCode;
use ground::PersonId;
use policy::Lang;

use super::Which;
use super::answer::Answer;
use super::query::{FIRST, LAST};
use super::shelf::{Item, Shelf};
use super::xml::{CAL, DAV, ICAL, Name, SERVER, element, escaped};
use crate::calendar::ical::address;

/// Bytes of one item, at most.
pub(super) const ITEM_MAX: usize = 200 * 1024;

/// Where everything begins.
pub(super) const ROOT: &str = "/dav/";

/// Whoever a person is to his devices.
pub(super) fn principal(person: PersonId) -> String {
    format!("{ROOT}{person}/")
}

/// Where his lists stand.
pub(super) fn home(person: PersonId) -> String {
    format!("{ROOT}{person}/calendars/")
}

/// One of them.
pub(super) fn list(person: PersonId, which: Which) -> String {
    format!("{}{}/", home(person), which.word())
}

/// One of its items.
pub(super) fn item(person: PersonId, which: Which, name: &str) -> String {
    let mut out = list(person, which);
    for byte in name.bytes() {
        // What RFC 3986 leaves as it is within a path.
        if byte.is_ascii_alphanumeric() || b"-._~!$'()*+,;=:@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A place of which properties are asked.
pub(super) enum Place<'a> {
    Root,
    Principal,
    Home,
    /// With what a device calls it, where that is asked for.
    List(&'a Shelf, Option<&'a str>),
    /// By the name that devices know it.
    Item(Which, &'a Item, &'a str),
}

/// What is asked of a place.
pub(super) enum Wanted {
    /// These, by name.
    These(Vec<Name>),
    /// All that are told without being named.
    All(Vec<Name>),
    /// The names of all.
    Names,
}

impl Wanted {
    /// Whether the content of this property is asked for.
    pub(super) fn asks(&self, space: &str, local: &str) -> bool {
        match self {
            Self::These(names) => names.iter().any(|name| name.is(space, local)),
            Self::All(_) => true,
            Self::Names => false,
        }
    }
}

/// Whose places they are, and in which language what has no name is called.
pub(super) struct Scene {
    pub person: PersonId,
    pub lang: Lang,
}

const ANYWHERE: &[(&str, &str)] = &[
    (DAV, "resourcetype"),
    (DAV, "displayname"),
    (DAV, "current-user-principal"),
    (DAV, "current-user-privilege-set"),
    (DAV, "owner"),
    (DAV, "supported-report-set"),
    (DAV, "principal-collection-set"),
];
const OF_PRINCIPAL: &[(&str, &str)] = &[
    (DAV, "principal-URL"),
    (CAL, "calendar-home-set"),
    (CAL, "calendar-user-address-set"),
    (CAL, "calendar-user-type"),
];
const OF_LIST: &[(&str, &str)] = &[
    (DAV, "sync-token"),
    (DAV, "getcontenttype"),
    (SERVER, "getctag"),
    (CAL, "supported-calendar-component-set"),
    (CAL, "supported-calendar-data"),
    (CAL, "supported-collation-set"),
    (CAL, "max-resource-size"),
    (CAL, "min-date-time"),
    (CAL, "max-date-time"),
    (ICAL, "calendar-color"),
];
const OF_ITEM: &[(&str, &str)] = &[(DAV, "getetag"), (DAV, "getcontenttype"), (DAV, "getlastmodified")];

impl Place<'_> {
    fn names(&self) -> Vec<Name> {
        let more: &[(&str, &str)] = match self {
            Self::Root | Self::Home => &[],
            Self::Principal => OF_PRINCIPAL,
            Self::List(..) => OF_LIST,
            Self::Item(..) => OF_ITEM,
        };
        ANYWHERE.iter().chain(more).map(|(space, local)| Name::new(space, local)).collect()
    }

    fn href(&self, person: PersonId) -> String {
        match self {
            Self::Root => ROOT.to_owned(),
            Self::Principal => principal(person),
            Self::Home => home(person),
            Self::List(shelf, _) => list(person, shelf.which),
            Self::Item(which, _, name) => item(person, *which, name),
        }
    }

    /// What it answers to a question of its properties.
    pub(super) fn answer(&self, scene: &Scene, wanted: &Wanted) -> Answer {
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        let mut names = match wanted {
            Wanted::These(names) => names.clone(),
            Wanted::All(more) => [self.names(), more.clone()].concat(),
            Wanted::Names => self.names(),
        };
        names.dedup();
        for name in names {
            match self.says(scene, &name) {
                Some(_) if matches!(wanted, Wanted::Names) => found.push(element(&name, "")),
                Some(content) => found.push(element(&name, &content)),
                None if matches!(wanted, Wanted::These(_)) => missing.push((StatusCode::NOT_FOUND, name)),
                None => {}
            }
        }
        Answer { href: self.href(scene.person), found, missing, status: None }
    }

    /// What one property says; nothing where there is no such here.
    fn says(&self, scene: &Scene, name: &Name) -> Option<String> {
        let href = |at: String| element(&Name::new(DAV, "href"), &escaped(&at));
        if name.space == DAV {
            let known = match name.local.as_str() {
                "current-user-principal" | "owner" => Some(href(principal(scene.person))),
                "principal-collection-set" => Some(href(ROOT.to_owned())),
                "resourcetype" => Some(self.kind()),
                "displayname" => self.called(scene),
                "current-user-privilege-set" => Some(self.privileges()),
                "supported-report-set" => Some(self.reports()),
                _ => None,
            };
            if known.is_some() {
                return known;
            }
        }
        match self {
            Self::Root | Self::Home => None,
            Self::Principal => match (name.space.as_str(), name.local.as_str()) {
                (DAV, "principal-URL") => Some(href(principal(scene.person))),
                (CAL, "calendar-home-set") => Some(href(home(scene.person))),
                (CAL, "calendar-user-address-set") => {
                    Some(href(address(scene.person)) + &href(principal(scene.person)))
                }
                (CAL, "calendar-user-type") => Some("INDIVIDUAL".to_owned()),
                _ => None,
            },
            Self::List(shelf, _) => of_list(shelf, name),
            Self::Item(which, item, _) => match (name.space.as_str(), name.local.as_str()) {
                (DAV, "getetag") => Some(escaped(&item.tag())),
                (DAV, "getcontenttype") => {
                    Some(format!("text/calendar; charset=utf-8; component={}", which.component()))
                }
                (DAV, "getlastmodified") => last_modified(item),
                _ => None,
            },
        }
    }

    fn kind(&self) -> String {
        match self {
            Self::Root | Self::Home => "<D:collection/>".to_owned(),
            Self::Principal => "<D:collection/><D:principal/>".to_owned(),
            Self::List(..) => "<D:collection/><C:calendar/>".to_owned(),
            Self::Item(..) => String::new(),
        }
    }

    fn called(&self, scene: &Scene) -> Option<String> {
        let zh = scene.lang == Lang::ZhCn;
        match self {
            Self::Root | Self::Principal => Some("Courtyard".to_owned()),
            Self::Home => Some(if zh { "日历" } else { "Calendars" }.to_owned()),
            Self::List(shelf, name) => Some(match (name, shelf.which) {
                (Some(name), _) => escaped(name),
                (None, Which::Events) => if zh { "日历" } else { "Calendar" }.to_owned(),
                (None, Which::Tasks) => if zh { "任务" } else { "Tasks" }.to_owned(),
            }),
            Self::Item(..) => None,
        }
    }

    /// What the caller may do here: all of it is his own. What the house itself says stays as it is.
    fn privileges(&self) -> String {
        let may: &[&str] = match self {
            Self::Root | Self::Principal | Self::Home => &["read", "read-current-user-privilege-set"],
            Self::List(..) => &[
                "read",
                "read-current-user-privilege-set",
                "write",
                "write-properties",
                "write-content",
                "bind",
                "unbind",
            ],
            Self::Item(..) => &["read", "read-current-user-privilege-set", "write", "write-content"],
        };
        let all = may.iter().map(|one| format!("<D:privilege><D:{one}/></D:privilege>"));
        let busy = "<D:privilege><C:read-free-busy/></D:privilege>";
        all.chain(matches!(self, Self::List(..)).then(|| busy.to_owned())).collect()
    }

    fn reports(&self) -> String {
        let Self::List(..) = self else { return String::new() };
        ["C:calendar-query", "C:calendar-multiget", "C:free-busy-query", "D:sync-collection"]
            .map(|one| format!("<D:supported-report><D:report><{one}/></D:report></D:supported-report>"))
            .concat()
    }
}

fn of_list(shelf: &Shelf, name: &Name) -> Option<String> {
    match (name.space.as_str(), name.local.as_str()) {
        (DAV, "sync-token") | (SERVER, "getctag") => Some(escaped(&shelf.token(shelf.step))),
        (DAV, "getcontenttype") => Some("text/calendar; charset=utf-8".to_owned()),
        (CAL, "supported-calendar-component-set") => {
            Some(format!("<C:comp name=\"{}\"/>", shelf.which.component()))
        }
        (CAL, "supported-calendar-data") => {
            Some("<C:calendar-data content-type=\"text/calendar\" version=\"2.0\"/>".to_owned())
        }
        (CAL, "supported-collation-set") => {
            let all = ["i;ascii-casemap", "i;octet", "i;unicode-casemap"];
            Some(all.map(|one| format!("<C:supported-collation>{one}</C:supported-collation>")).concat())
        }
        (CAL, "max-resource-size") => Some(ITEM_MAX.to_string()),
        (CAL, "min-date-time") => Some(FIRST.to_owned()),
        (CAL, "max-date-time") => Some(LAST.to_owned()),
        (ICAL, "calendar-color") => shelf.colour.as_deref().map(escaped),
        _ => None,
    }
}

/// An instant as headers have it (RFC 9110, 5.6.7).
fn last_modified(item: &Item) -> Option<String> {
    let at = jiff::Timestamp::from_microsecond(item.changed_at().micros()).ok()?;
    Some(at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())
}
