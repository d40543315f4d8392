//! The figures of quality: how loud somebody is, and what is lost on the way to and from him.

use std::time::Duration;

use sfu::ParticipantQuality;

use crate::world::{Show, World};

const SECOND: Duration = Duration::from_secs(1);

fn of(world: &World, identity: &str) -> ParticipantQuality {
    let everybody = world.engine.quality(world.now, "room");
    everybody.into_iter().find(|one| one.identity == identity).unwrap()
}

fn near(share: Option<f32>, percent: f32) -> bool {
    share.is_some_and(|share| (share * 100.0 - percent).abs() < 5.0)
}

#[test]
fn injected_loss_shows_on_its_own_way_and_for_its_own_participant() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo", "cy"]);
    let show = [Show { who: 0, video: Some("cam"), audio: Some("mic"), packets: 1, bytes: 500 }];
    world.show(SECOND * 20, &show);
    let ana = of(&world, "ana");
    assert!(near(ana.sends.audio, 0.0) && near(ana.sends.video, 0.0), "{ana:?}");
    assert_eq!(ana.receives, sfu::Losses::default(), "nobody sends her anything");

    world.members[0].up.loss_percent = 20;
    world.show(SECOND * 30, &show);
    let ana = of(&world, "ana");
    assert!(near(ana.sends.audio, 20.0) && near(ana.sends.video, 20.0), "{ana:?}");

    world.members[0].up.loss_percent = 0;
    world.members[1].down.loss_percent = 10;
    world.show(SECOND * 40, &show);
    let (bo, cy) = (of(&world, "bo"), of(&world, "cy"));
    assert!(near(bo.receives.audio, 10.0), "{bo:?}");
    assert!(near(cy.receives.audio, 0.0) && near(cy.receives.video, 0.0), "{cy:?}");
    assert_eq!(bo.sends, sfu::Losses::default(), "he sends nothing");
    let ana = of(&world, "ana");
    assert!(near(ana.sends.audio, 0.0) && near(ana.sends.video, 0.0), "{ana:?}");
}

#[test]
fn the_volume_is_what_the_packets_say_and_nothing_when_they_stop() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo"]);
    world.show(SECOND * 2, &[Show::of(0, "cam", "mic")]);
    assert_eq!(of(&world, "ana").volume_dbov, Some(-10));
    assert_eq!(of(&world, "bo").volume_dbov, None);
    world.pass(SECOND * 2);
    assert_eq!(of(&world, "ana").volume_dbov, None);
    assert!(world.engine.quality(world.now, "another room").is_empty());
}

#[test]
fn streams_that_are_over_leave_no_figures_behind() {
    let mut world = World::new();
    world.meeting("room", &["ana", "bo"]);
    world.show(SECOND * 10, &[Show::of(0, "cam", "mic")]);
    assert!(of(&world, "ana").sends.video.is_some() && of(&world, "bo").receives.video.is_some());
    world.pass(SECOND * 10);
    assert_eq!(of(&world, "ana").sends, sfu::Losses::default());
    assert_eq!(of(&world, "bo").receives, sfu::Losses::default());
}
