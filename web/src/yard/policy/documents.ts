/** The documents of the policy and where they are read; each at most two taps from anywhere. */
export const documents = [
  { page: "policy", to: "/policy" },
  { page: "collection", to: "/policy/collection" },
  { page: "permissions", to: "/policy/permissions" },
  { page: "recipients", to: "/policy/recipients" },
  { page: "children", to: "/policy/children" },
  { page: "assessment", to: "/policy/assessment" },
  { page: "versions", to: "/policy/versions" },
  { page: "promises", to: "/policy/promises" },
] as const;
