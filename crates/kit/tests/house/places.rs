//! Where data may lie: what is set to stand elsewhere is not opened.

use ground::config::{Config, Secret};
use kit::{House, proved};

fn s3(place: Option<&str>) -> impl FnOnce(&mut Config) {
    let place = place.map(str::to_owned);
    move |config| {
        let files = &mut config.files;
        files.s3_endpoint = Some("http://127.0.0.1:9".to_owned());
        files.s3_bucket = Some("files".to_owned());
        files.s3_key_id = Some("id".to_owned());
        files.s3_secret = Some(Secret::new("secret"));
        files.s3_place = place;
    }
}

/// proves: JJB-042, HKT-042, YZJ-082, AJ-097
#[tokio::test]
async fn every_place_for_data_says_where_it_stands_and_none_outside_china_is_opened() {
    let told = |told: String, setting: &str, why: &str| {
        assert!(told.contains(setting) && told.contains(why), "{told}")
    };
    told(House::refused(|config| config.server.place = "US".to_owned()).await, "server.place", "`US`");
    told(House::refused(s3(Some("SG"))).await, "files.s3_place", "`SG`");
    told(House::refused(s3(None)).await, "files.s3_place", "say in which country");
    let postgres = |place: Option<&'static str>| {
        move |config: &mut Config| {
            config.database.url = Some("postgres://127.0.0.1:9/house".to_owned());
            config.database.place = place.map(str::to_owned);
        }
    };
    told(House::refused(postgres(Some("US"))).await, "database.place", "`US`");
    told(House::refused(postgres(None)).await, "database.place", "say in which country");
    let backup = |place: &'static str, keys: &'static str| {
        move |config: &mut Config| {
            config.backup.folder = Some("/nowhere/archives".into());
            config.backup.keys_folder = Some("/nowhere/safe".into());
            config.backup.place = Some(place.to_owned());
            config.backup.keys_place = Some(keys.to_owned());
        }
    };
    told(House::refused(backup("DE", "CN")).await, "backup.place", "`DE`");
    told(House::refused(backup("CN", "DE")).await, "backup.keys_place", "`DE`");
    // What stands in China opens, and takes what people write.
    let house = House::with(|config| config.server.place = "CN".to_owned()).await;
    house.person("Ana").await.get("/api/v1/me").await.expect_ok();
    for id in ["JJB-042", "HKT-042", "YZJ-082", "AJ-097"] {
        proved(id, &["session.open"]);
    }
}
