//! `cargo xtask dist`: what one gives to others. One binary with the compressed client inside.

use std::process::Command;
use std::time::Duration;

use crate::shell::{logged, output};
use crate::{Outcome, node, serve, tree};

/// Compresses every text file of the client as far as brotli goes; the gate serves the `.br` where a browser takes it.
const COMPRESS: &str = "
const fs = require('fs'), path = require('path'), zlib = require('zlib');
const walk = at => fs.readdirSync(at, { withFileTypes: true }).flatMap(e => e.isDirectory() ? walk(path.join(at, e.name)) : [path.join(at, e.name)]);
for (const file of walk('dist').filter(f => /\\.(js|css|html|svg|json|webmanifest|wasm|txt)$/.test(f))) {
  const text = fs.readFileSync(file), small = zlib.brotliCompressSync(text, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } });
  if (small.length < text.length) fs.writeFileSync(file + '.br', small);
}";

pub fn dist() -> Outcome {
    node::build_client()?;
    let mut compress = Command::new("node");
    compress.current_dir(tree::root().join("web")).args(["-e", COMPRESS]);
    logged("compress", &mut compress, Duration::from_secs(600))?.or_tail(20)?;
    let built = serve::build(&["--release"])?;
    let folder = tree::root().join("target/dist");
    std::fs::create_dir_all(&folder).map_err(|error| format!("making {}: {error}", folder.display()))?;
    let binary = folder.join("courtyard");
    std::fs::copy(&built, &binary).map_err(|error| format!("copying {}: {error}", built.display()))?;
    let name = binary.display().to_string();
    let sum = output("sha256sum", &[&name]).ok_or("sha256sum failed")?;
    let sum = format!("{}  courtyard\n", sum.split_whitespace().next().unwrap_or_default());
    std::fs::write(folder.join("SHA256SUMS"), &sum)
        .map_err(|error| format!("writing SHA256SUMS: {error}"))?;
    let bytes = std::fs::metadata(&binary).map_err(|error| format!("measuring {name}: {error}"))?.len();
    println!("{name}: {:.1} MB\n{sum}", bytes as f64 / 1e6);
    Ok(())
}
