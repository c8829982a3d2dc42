// Says which features differ between what `make run` and what `make test` compile. Each such package, and all that
// depends on it, is compiled twice; the fix is a line in frontend/bundle/Cargo.toml. Only advice, never a failure:
// Cargo's unit graph is unstable.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";

function units(...args) {
  const env = { ...process.env, RUSTC_BOOTSTRAP: "1" };
  const graph = execFileSync("cargo", [...args, "--unit-graph", "-Zunstable-options"], {
    env,
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const all = JSON.parse(graph).units;
  const keys = [];
  const key = (i) => {
    keys[i] ??= JSON.stringify([label(all[i]), all[i].mode, all[i].platform, [...all[i].features].sort()])
      + all[i].dependencies.map((d) => hash(key(d.index))).sort().join();
    return keys[i];
  };
  return new Map(all.map((unit, i) => [key(i), { ...unit, needs: unit.dependencies.map((d) => key(d.index)) }]));
}

const hash = (text) => createHash("sha1").update(text).digest("hex");
const label = (unit) => `${unit.pkg_id.split("/").at(-1)} ${unit.target.kind}`;

try {
  const run = units("build", "-p", "podskazka", "-p", "podskazka-bundle", "--features", "test-clock");
  const test = units("test", "--workspace", "--exclude", "podskazka-app");
  const known = new Set([...run.values()].map(label));
  const twice = [...test].filter(([key, unit]) => unit.mode === "build" && known.has(label(unit)) && !run.has(key));
  const isNew = new Set(twice.map(([key]) => key));
  const causes = twice.filter(([, unit]) => !unit.needs.some((need) => isNew.has(need)));
  for (const [, unit] of causes) console.log(`  ${label(unit)}: the tests want ${unit.features.join(", ")}`);
  console.log(twice.length ? `  ${twice.length} packages are compiled twice because of these` : "  nothing");
} catch (error) {
  console.log(`  cannot tell: ${error.message.split("\n")[0]}`);
}
