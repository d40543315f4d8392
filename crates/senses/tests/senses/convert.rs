//! A tiny model in the form of CTranslate2 becomes one in GGML's form.

use senses::convert::{convert, listed};

const WIDTH: u32 = 4;

struct Tiny(Vec<u8>, u32);

impl Tiny {
    fn text(to: &mut Vec<u8>, text: &str) {
        to.extend(u16::try_from(text.len() + 1).unwrap().to_le_bytes());
        to.extend(text.as_bytes());
        to.push(0);
    }

    fn block(&mut self, name: &str, sides: &[u32], form: u8) {
        Self::text(&mut self.0, name);
        self.0.push(u8::try_from(sides.len()).unwrap());
        self.0.extend(sides.iter().flat_map(|side| side.to_le_bytes()));
        let length = sides.iter().product::<u32>() * 2;
        self.0.push(form);
        self.0.extend(length.to_le_bytes());
        for at in 0..length / 2 {
            self.0.extend(if form == 2 { [2, 0] } else { u16::try_from(0x3c00 + at).unwrap().to_le_bytes() });
        }
        self.1 += 1;
    }

    fn linear(&mut self, name: &str, rows: u32, columns: u32) {
        self.block(&format!("{name}/weight"), &[rows, columns], 4);
        self.block(&format!("{name}/bias"), &[rows], 4);
    }

    fn norm(&mut self, name: &str) {
        self.block(&format!("{name}/gamma"), &[WIDTH], 4);
        self.block(&format!("{name}/beta"), &[WIDTH], 4);
    }

    fn layer(&mut self, side: &str) {
        let at = format!("{side}/layer_0");
        self.norm(&format!("{at}/self_attention/layer_norm"));
        self.linear(&format!("{at}/self_attention/linear_0"), 3 * WIDTH, WIDTH);
        self.linear(&format!("{at}/self_attention/linear_1"), WIDTH, WIDTH);
        self.norm(&format!("{at}/ffn/layer_norm"));
        self.linear(&format!("{at}/ffn/linear_0"), 8, WIDTH);
        self.linear(&format!("{at}/ffn/linear_1"), WIDTH, 8);
    }
}

/// One layer on each side, four wide.
fn tiny() -> Vec<u8> {
    let mut model = Tiny(Vec::new(), 0);
    for (side, places) in [("encoder", 6), ("decoder", 5)] {
        model.block(&format!("{side}/num_heads"), &[], 2);
        model.block(&format!("{side}/position_encodings/encodings"), &[places, WIDTH], 4);
        model.norm(&format!("{side}/layer_norm"));
        model.layer(side);
    }
    model.block("encoder/conv1/weight", &[WIDTH, 80, 3], 4);
    model.block("encoder/conv1/bias", &[WIDTH], 4);
    model.block("encoder/conv2/weight", &[WIDTH, WIDTH, 3], 4);
    model.block("encoder/conv2/bias", &[WIDTH], 4);
    model.block("decoder/embeddings/weight", &[7, WIDTH], 4);
    let across = "decoder/layer_0/attention";
    model.norm(&format!("{across}/layer_norm"));
    model.linear(&format!("{across}/linear_0"), WIDTH, WIDTH);
    model.linear(&format!("{across}/linear_1"), 2 * WIDTH, WIDTH);
    model.linear(&format!("{across}/linear_2"), WIDTH, WIDTH);
    let mut file = 6_u32.to_le_bytes().to_vec();
    Tiny::text(&mut file, "WhisperSpec");
    file.extend([3_u32.to_le_bytes(), model.1.to_le_bytes()].concat());
    [file, model.0].concat()
}

const TOKENS: &[u8] = br#"{"added_tokens":[{"id":2}],"model":{"vocab":{"a":0,"b":1,"<|e|>":2}}}"#;

#[test]
fn a_tiny_model_keeps_its_sizes_and_every_part_has_its_name() {
    let mut out = Vec::new();
    convert(&tiny(), TOKENS, &mut out).unwrap();
    let (sizes, tensors) = listed(&out).unwrap();
    assert_eq!(sizes, [7, 6, 4, 2, 1, 5, 4, 2, 1, 80, 1]);
    // 9 of the whole, 15 of each layer, 9 of the attention to the sound, and the embedding.
    let names: Vec<&str> = tensors.iter().map(|tensor| tensor.0.as_str()).collect();
    let one = |name: &str| {
        tensors.iter().find(|tensor| tensor.0 == name).unwrap_or_else(|| panic!("{name}: {names:?}"))
    };
    for (name, sides, form) in [
        ("encoder.positional_embedding", vec![4, 6], 0),
        ("encoder.conv1.weight", vec![3, 80, 4], 1),
        ("encoder.conv1.bias", vec![1, 4], 0),
        ("encoder.blocks.0.attn.query.weight", vec![4, 4], 1),
        ("encoder.blocks.0.mlp.0.weight", vec![4, 8], 1),
        ("decoder.token_embedding.weight", vec![4, 7], 1),
        ("decoder.blocks.0.cross_attn.value.bias", vec![4], 0),
        ("decoder.ln.bias", vec![4], 0),
    ] {
        assert_eq!((&one(name).1, one(name).2), (&sides, form), "{name}");
    }
    assert!(!names.iter().any(|name| name.ends_with(".key.bias")));
    assert_eq!(names.len(), 11 + 2 * 15 + 9, "{names:?}");
}

#[test]
fn what_is_no_model_is_refused_and_nothing_breaks() {
    let whole = tiny();
    let refused = |model: &[u8], tokens: &[u8]| convert(model, tokens, &mut Vec::new()).is_err();
    assert!(refused(b"", TOKENS) && refused(&whole, b"{}") && refused(b"\x05\0\0\0", TOKENS));
    for until in (0..whole.len()).step_by(7) {
        assert!(refused(&whole[..until], TOKENS), "{until}");
    }
    // Any byte may be another: it is refused or written, and nothing panics.
    for at in (0..whole.len()).step_by(3) {
        let mut other = whole.clone();
        other[at] ^= 0xff;
        drop(convert(&other, TOKENS, &mut Vec::new()));
    }
}
