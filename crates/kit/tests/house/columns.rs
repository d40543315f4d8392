//! Every column of every table is declared: personal and sealed, or listed as plain.

use kit::{House, proved};
use vault::Personal;

/// proves: AJ-090
#[tokio::test]
async fn no_column_stands_in_the_database_that_nobody_declared() {
    let house = House::start().await;
    let db = &house.running.house.db;
    let tables = gate::tables();
    ground::tables::check(db, &tables).await.unwrap();
    let mut cx = db.begin().await.unwrap();
    cx.run("ALTER TABLE yard_person ADD COLUMN shoe_size TEXT", vec![]).await.unwrap();
    cx.commit().await.unwrap();
    let fault = ground::tables::check(db, &tables).await.unwrap_err();
    assert!(fault.chain().contains("yard_person.shoe_size"), "{}", fault.chain());
    for field in yard::account::PersonRow::FIELDS {
        let table = tables.iter().find(|table| table.name == field.table).unwrap();
        assert!(table.sealed.contains(&field.column), "{field:?} is personal and not sealed");
    }
    // Class and grade of each are published.
    let collection = house.nobody().get("/api/v1/policy/collection?lang=en").await.expect_ok();
    let rows = collection["rows"].as_array().unwrap();
    for field in yard::account::PersonRow::FIELDS {
        let row = rows.iter().find(|row| row["category"] == field.category.id()).expect("it has a class");
        assert_eq!(row["sensitive"], field.category.sensitive(), "{row}");
    }
    proved("AJ-090", &["policy.collection"]);
}
