//! Where data lie: every place is stated in the settings, and stands where the doorplate promises, or nothing is opened.

use ground::Fault;
use ground::config::Config;
use policy::Policy;

/// Something that data are written to.
struct Place<'a> {
    setting: &'static str,
    /// `CN` or `CN/hangzhou`.
    stated: Option<&'a str>,
}

/// Everything that this house writes to, by the settings.
fn places(config: &Config) -> Vec<Place<'_>> {
    let (here, backup) = (config.server.place.as_str(), &config.backup);
    let mut places = vec![Place { setting: "server.place", stated: Some(here) }];
    if config.database.url.is_some() {
        places.push(Place { setting: "database.place", stated: config.database.place.as_deref() });
    }
    if config.files.s3_endpoint.is_some() {
        places.push(Place { setting: "files.s3_place", stated: config.files.s3_place.as_deref() });
    }
    if backup.folder.is_some() || backup.s3_endpoint.is_some() {
        let beside = backup.s3_endpoint.is_none().then_some(here);
        let data = backup.place.as_deref().or(beside);
        places.push(Place { setting: "backup.place", stated: data });
        places.push(Place { setting: "backup.keys_place", stated: backup.keys_place.as_deref().or(data) });
    }
    places
}

/// Holds all of them against the doorplate.
///
/// # Errors
/// A fault naming the first setting whose place is not stated, or is none where this doorplate's data may lie.
pub(crate) fn check(policy: &Policy, config: &Config) -> Result<(), Fault> {
    let conduct = policy.conduct();
    for Place { setting, stated } in places(config) {
        let Some(stated) = stated else {
            return Err(Fault::new(format!("{setting}: say in which country it stands, such as CN")));
        };
        let (country, site) =
            stated.split_once('/').map_or((stated, None), |(country, site)| (country, Some(site)));
        if !conduct.regions.iter().any(|region| region == country) {
            let may = conduct.regions.join(", ");
            return Err(Fault::new(format!("{setting}: data may lie in {may}; `{country}` is refused")));
        }
        // Where the doorplate names its sites, what names a site names one of them.
        let stray =
            site.filter(|site| !conduct.sites.is_empty() && !conduct.sites.iter().any(|one| one == site));
        if let Some(stray) = stray {
            let may = conduct.sites.join(", ");
            return Err(Fault::new(format!("{setting}: data may lie at {may}; `{stray}` is refused")));
        }
    }
    Ok(())
}

/// Nobody gets anything who stands where this doorplate's data may not go.
///
/// # Errors
/// A fault naming the first.
pub(crate) fn check_recipients(policy: &Policy) -> Result<(), Fault> {
    let regions = &policy.conduct().regions;
    match policy.recipients().find(|facts| !regions.contains(&facts.region)) {
        None => Ok(()),
        Some(facts) => Err(Fault::new(format!(
            "{}: `{}` stands in {}, and what this doorplate sends may go to {} alone",
            facts.setting,
            facts.recipient,
            facts.region,
            regions.join(", ")
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(profile: &str, change: impl FnOnce(&mut Config)) -> Result<(), String> {
        let mut config = Config::default();
        change(&mut config);
        check(&Policy::load(profile).unwrap(), &config).map_err(|fault| fault.chain())
    }

    #[test]
    fn what_stands_elsewhere_or_does_not_say_where_is_refused() {
        assert_eq!(says("courtyard", |_| {}), Ok(()));
        assert!(
            says("courtyard", |config| config.server.place = "US".to_owned()).unwrap_err().contains("`US`")
        );
        let bare = says("courtyard", |config| config.database.url = Some("postgres://db".to_owned()));
        assert!(bare.unwrap_err().starts_with("database.place"));
        let keys = says("courtyard", |config| {
            config.backup.folder = Some("/a".into());
            config.backup.keys_place = Some("SG".to_owned());
        });
        assert!(keys.unwrap_err().starts_with("backup.keys_place"));
    }

    #[test]
    fn a_doorplate_that_names_its_sites_takes_no_third_one() {
        let at = |place: &str| says("duban", |config| config.server.place = place.to_owned());
        assert_eq!((at("CN/hangzhou"), at("CN/shanghai")), (Ok(()), Ok(())));
        assert!(at("CN/beijing").unwrap_err().contains("`beijing`"));
    }
}
