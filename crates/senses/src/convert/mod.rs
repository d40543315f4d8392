//! A Whisper model of CTranslate2 (version 6 of its file) written anew in GGML's form, which whisper.cpp reads.
//!
//! Both hold the same numbers; CTranslate2 lays the matrices of one attention beneath one another, and says neither
//! the vocabulary (that is in `tokenizer.json`) nor the filters of the mel scale, which are computed.

mod ggml;
mod mel;
mod source;
mod vocabulary;

use std::io::{self, Write};

use ggml::{Sizes, Writer};
use source::{Source, Tensor};

/// Why a model cannot be converted.
#[derive(Debug)]
pub enum Odd {
    /// It is not what it should be; the words say where.
    Shape(String),
    /// It could not be written.
    Io(io::Error),
}

impl std::fmt::Display for Odd {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shape(what) => out.write_str(what),
            Self::Io(error) => error.fmt(out),
        }
    }
}

impl std::error::Error for Odd {}

impl From<io::Error> for Odd {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn odd(what: impl Into<String>) -> Odd {
    Odd::Shape(what.into())
}

/// Reads `model.bin` and `tokenizer.json` and writes the file that the recogniser reads.
///
/// # Errors
/// Where one of them is not what it should be, or the file cannot be written.
pub fn convert(model: &[u8], tokenizer: &[u8], to: &mut impl Write) -> Result<(), Odd> {
    let source = Source::read(model)?;
    let tokens = vocabulary::read(tokenizer)?;
    let sizes = sizes(&source)?;
    let mut out = Writer::begin(to, &sizes)?;
    out.filters(sizes.mels, &mel::filters(sizes.mels))?;
    out.vocabulary(&tokens)?;
    for side in ["encoder", "decoder"] {
        let places = source.get(&format!("{side}/position_encodings/encodings"))?;
        out.exact(&format!("{side}.positional_embedding"), &places)?;
    }
    for conv in ["conv1", "conv2"] {
        out.half(&format!("encoder.{conv}.weight"), &source.get(&format!("encoder/{conv}/weight"))?)?;
        let bias = source.get(&format!("encoder/{conv}/bias"))?;
        out.exact(&format!("encoder.{conv}.bias"), &bias.upright()?)?;
    }
    out.half("decoder.token_embedding.weight", &source.get("decoder/embeddings/weight")?)?;
    norm(&source, &mut out, "encoder/layer_norm", "encoder.ln_post")?;
    norm(&source, &mut out, "decoder/layer_norm", "decoder.ln")?;
    for layer in 0..sizes.audio_layers {
        block(&source, &mut out, "encoder", layer)?;
    }
    for layer in 0..sizes.text_layers {
        block(&source, &mut out, "decoder", layer)?;
        across(&source, &mut out, layer)?;
    }
    Ok(out.end()?)
}

/// How large the model is, from the shapes of its parts.
fn sizes(source: &Source<'_>) -> Result<Sizes, Odd> {
    let rows = |name: &str| source.get(name).and_then(|tensor| tensor.side(0));
    let conv = source.get("encoder/conv1/weight")?;
    Ok(Sizes {
        vocabulary: rows("decoder/embeddings/weight")?,
        audio_places: rows("encoder/position_encodings/encodings")?,
        audio_width: conv.side(0)?,
        audio_heads: source.number("encoder/num_heads")?,
        audio_layers: source.layers("encoder")?,
        text_places: rows("decoder/position_encodings/encodings")?,
        text_width: source.get("decoder/embeddings/weight")?.side(1)?,
        text_heads: source.number("decoder/num_heads")?,
        text_layers: source.layers("decoder")?,
        mels: match conv.side(1)? {
            mels @ (80 | 128) => mels,
            mels => return Err(odd(format!("{mels} bands of sound are neither 80 nor 128"))),
        },
    })
}

fn norm<W: Write>(source: &Source<'_>, out: &mut Writer<'_, W>, from: &str, to: &str) -> Result<(), Odd> {
    out.exact(&format!("{to}.weight"), &source.get(&format!("{from}/gamma"))?)?;
    out.exact(&format!("{to}.bias"), &source.get(&format!("{from}/beta"))?)
}

fn linear<W: Write>(source: &Source<'_>, out: &mut Writer<'_, W>, from: &str, to: &str) -> Result<(), Odd> {
    out.half(&format!("{to}.weight"), &source.get(&format!("{from}/weight"))?)?;
    out.exact(&format!("{to}.bias"), &source.get(&format!("{from}/bias"))?)
}

/// The matrices that lie beneath one another, each under its own name. Keys have no bias in Whisper.
fn parted<W: Write>(
    source: &Source<'_>,
    out: &mut Writer<'_, W>,
    from: &str,
    to: &[String],
) -> Result<(), Odd> {
    let weight = source.get(&format!("{from}/weight"))?.parts(to.len())?;
    let bias = source.get(&format!("{from}/bias"))?.parts(to.len())?;
    for (name, (weight, bias)) in to.iter().zip(weight.iter().zip(&bias)) {
        out.half(&format!("{name}.weight"), weight)?;
        if !name.ends_with(".key") {
            out.exact(&format!("{name}.bias"), bias)?;
        }
    }
    Ok(())
}

/// What both sides have in each layer: attention to itself, and the two matrices after it.
fn block<W: Write>(
    source: &Source<'_>,
    out: &mut Writer<'_, W>,
    side: &str,
    layer: usize,
) -> Result<(), Odd> {
    let (from, to) = (format!("{side}/layer_{layer}"), format!("{side}.blocks.{layer}"));
    norm(source, out, &format!("{from}/self_attention/layer_norm"), &format!("{to}.attn_ln"))?;
    let names = ["query", "key", "value"].map(|name| format!("{to}.attn.{name}"));
    parted(source, out, &format!("{from}/self_attention/linear_0"), &names)?;
    linear(source, out, &format!("{from}/self_attention/linear_1"), &format!("{to}.attn.out"))?;
    norm(source, out, &format!("{from}/ffn/layer_norm"), &format!("{to}.mlp_ln"))?;
    linear(source, out, &format!("{from}/ffn/linear_0"), &format!("{to}.mlp.0"))?;
    linear(source, out, &format!("{from}/ffn/linear_1"), &format!("{to}.mlp.2"))
}

/// What the side of the text has besides: attention to the sound.
fn across<W: Write>(source: &Source<'_>, out: &mut Writer<'_, W>, layer: usize) -> Result<(), Odd> {
    let (from, to) = (format!("decoder/layer_{layer}/attention"), format!("decoder.blocks.{layer}"));
    norm(source, out, &format!("{from}/layer_norm"), &format!("{to}.cross_attn_ln"))?;
    linear(source, out, &format!("{from}/linear_0"), &format!("{to}.cross_attn.query"))?;
    let names = ["key", "value"].map(|name| format!("{to}.cross_attn.{name}"));
    parted(source, out, &format!("{from}/linear_1"), &names)?;
    linear(source, out, &format!("{from}/linear_2"), &format!("{to}.cross_attn.out"))
}

/// For tests alone: the parts of a file that was written.
#[doc(hidden)]
pub use ggml::listed;
