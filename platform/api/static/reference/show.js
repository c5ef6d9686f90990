// Shows /openapi.json with nothing that would ask another server: no fonts, no proxy, no telemetry, no agent.
Scalar.createApiReference("#reference", {
  url: "/openapi.json",
  authentication: { preferredSecurityScheme: "key" },
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  agent: { disabled: true },
  mcp: { disabled: true },
});
