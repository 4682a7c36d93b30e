#![no_main]
faultgraft_fuzz::fuzz!(plan);
