#![no_main]
faultgraft_fuzz::fuzz!(merge_driver);
