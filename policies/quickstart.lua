return {
  name = "quickstart",
  description = "The application of the local tenant that scripts/quickstart starts",
  application = { client_id = "6f3c0001-0000-4000-8000-000000000001" },
  interval = "30d",
  rotate_at = "03:00",
  timezone = "Europe/Berlin",
  overlap = "2s", -- the host keeps it at its minimum grace, one hour, unless configured
  secrets = { client_id = "QUICKSTART_CLIENT_ID", client_secret = "QUICKSTART_CLIENT_SECRET" },
}
