import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { budget } from "./tools/budget.ts";

// In development the server stands elsewhere; everything that is not ours is passed on to it.
const house = process.env["COURTYARD_URL"] ?? "http://127.0.0.1:8080";
const onward = { target: house, changeOrigin: false };

export default defineConfig({
  plugins: [
    react(),
    budget([
      { name: "strangers", start: [/index\.html$/, /app\/open\/open\.tsx$/, /zh-CN\.json$/], bytesMax: 120 * 1024 },
      { name: "a guest's doorstep", start: [/index\.html$/, /app\/open\/open\.tsx$/, /zh-CN\.json$/, /open\/Meeting\.tsx$/], bytesMax: 120 * 1024 },
      { name: "signed in", start: [/index\.html$/, /app\/shell\/shell\.tsx$/, /zh-CN\.json$/, /within\.zh\.json$/], bytesMax: 350 * 1024 },
    ]),
  ],
  resolve: {
    alias: [
      { find: "@", replacement: fileURLToPath(new URL("./src", import.meta.url)) },
      // `ts-mls` asks for these only in suites that we do not use.
      { find: /^(@hpke\/(chacha20poly1305|dhkem-x448|ml-kem|hybridkem-x-wing)|@noble\/(ciphers|curves|post-quantum)\/(chacha|ed448|nist|ml-dsa)\.js)$/, replacement: fileURLToPath(new URL("./src/chat/sealed/unused.ts", import.meta.url)) },
    ],
  },
  server: {
    proxy: {
      "/api": { ...onward, ws: true },
      "/rtc": { ...onward, ws: true },
      "/twirp": onward,
      "^/dev/.*": onward,
    },
  },
  build: {
    target: ["chrome109", "edge109", "firefox115", "safari16.4"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1400,
    rolldownOptions: {
      input: { index: "index.html", sw: "src/app/worker/sw.ts" },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 30 },
            // What every page has, in one file: in pieces it is a kilobyte longer.
            { name: "react", test: /node_modules[\\/](@tanstack[\\/](react-query|query-core)|i18next|react-i18next|openapi-fetch)[\\/]/, priority: 30 },
            { name: "livekit", test: /node_modules[\\/](livekit-client|@livekit|@bufbuild|webrtc-adapter|sdp|sdp-transform|loglevel|events|ts-debounce|typed-emitter)[\\/]/, priority: 20 },
          ],
        },
      },
    },
  },
});
