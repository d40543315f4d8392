/** The picture of the landing page: a brick courtyard in the evening with one red door. */
export function Courtyard() {
  return (
    <svg className="courtyard" viewBox="0 0 560 420" aria-hidden="true" focusable="false">
      <rect className="cy-sky" width="560" height="420" rx="18" />
      <circle className="cy-sun" cx="432" cy="92" r="34" />
      <path className="cy-tree" d="M118 232V150M118 176l-26-24M118 166l22-26" />
      <g className="cy-leaves">
        <circle cx="88" cy="136" r="26" />
        <circle cx="122" cy="112" r="32" />
        <circle cx="152" cy="138" r="24" />
      </g>
      <path className="cy-roof-far" d="M60 222h440l-22-40c-60 10-336 10-396 0Z" />
      <rect className="cy-wall-far" x="82" y="220" width="396" height="52" />
      <g className="cy-window">
        <rect x="112" y="232" width="40" height="28" rx="2" />
        <rect x="172" y="232" width="40" height="28" rx="2" />
        <rect x="348" y="232" width="40" height="28" rx="2" />
        <rect x="408" y="232" width="40" height="28" rx="2" />
      </g>
      <rect className="cy-inner" x="262" y="226" width="36" height="46" />
      <path className="cy-wall" d="M28 272h504v102H28Z" />
      <g className="cy-bricks">
        <path d="M28 297h504M28 322h504M28 347h504M70 272v25M150 272v25M450 272v25M510 272v25M50 297v25M110 297v25M170 297v25M390 297v25M470 297v25M70 322v25M150 322v25M430 322v25M500 322v25M50 347v27M120 347v27M180 347v27M400 347v27M470 347v27" />
      </g>
      <path className="cy-roof" d="M14 278c10-2 18-10 22-22h488c4 12 12 20 22 22v8H14Z" />
      <path className="cy-tiles" d="M52 258v26M84 258v26M116 258v26M148 258v26M180 258v26M380 258v26M412 258v26M444 258v26M476 258v26M508 258v26" />
      <path className="cy-gate-roof" d="M186 248c16-3 26-14 32-30h124c6 16 16 27 32 30v10H186Z" />
      <rect className="cy-gate" x="208" y="258" width="144" height="116" />
      <rect className="cy-frame" x="228" y="272" width="104" height="102" />
      <path className="cy-door" d="M234 278h45v96h-45ZM281 278h45v96h-45Z" />
      <g className="cy-rings">
        <circle cx="271" cy="328" r="4.5" />
        <circle cx="289" cy="328" r="4.5" />
      </g>
      <g className="cy-lantern">
        <path d="M198 262v14M362 262v14" />
        <rect x="188" y="276" width="20" height="24" rx="8" />
        <rect x="352" y="276" width="20" height="24" rx="8" />
      </g>
      <path className="cy-step" d="M216 374h128l14 14H202Z" />
      <path className="cy-ground" d="M0 388h560v14a18 18 0 0 1-18 18H18a18 18 0 0 1-18-18Z" />
    </svg>
  );
}
