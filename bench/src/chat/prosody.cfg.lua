-- Prosody as its package has it, for plain connections on loopback, with its archive on and its brakes off.
modules_enabled = { "roster", "saslauth", "disco", "ping", "register", "mam", "smacks" }
modules_disabled = { "s2s", "limits", "tls" }
network_backend = "epoll"
allow_registration = true
registration_throttle_max = 1000000
authentication = "internal_plain"
storage = "internal"
archive_expires_after = "never"
default_archive_policy = true
c2s_require_encryption = false
allow_unencrypted_plain_auth = true
c2s_ports = { PORT }
c2s_interfaces = { "127.0.0.1" }
s2s_ports = {}
data_path = "FOLDER"
run_as_root = true
pidfile = "FOLDER/prosody.pid"
log = { error = "FOLDER/prosody.err" }
VirtualHost "localhost"
Component "rooms.localhost" "muc"
  modules_enabled = { "muc_mam" }
  muc_log_by_default = true
  muc_room_locking = false
